// Every screen: its address, who has it, and where its code is. Code is loaded when somebody goes there; a role's own is
// fetched ahead (shell.jsx) and kept by the worker. roles: ALL (signed in) or ANYBODY (no sign-in), else names of roles.
export const ALL = 'all'
export const ANYBODY = 'anybody'

/** menu: key of its word in the menu; screens without one are reached from others. The first of a role is its home. */
export const ROUTES = [
  {path: '/', roles: ['mentor'], menu: 'menu.household', load: () => import('./screens/mentor/home.jsx')},
  {path: '/my/:id', roles: ['mentor'], load: () => import('./screens/mentor/home.jsx')},
  {path: '/my/:id/visit', roles: ['mentor'], load: () => import('./screens/mentor/visit.jsx')},
  {path: '/outbox', roles: ['mentor'], menu: 'menu.outbox', load: () => import('./screens/mentor/outbox.jsx')},
  {path: '/rights', roles: ANYBODY, load: () => import('./screens/public/rights.jsx')},
  {path: '/', roles: ALL, menu: 'menu.home', load: () => import('./screens/home.jsx')},
  {path: '/tasks/:id', roles: ALL, load: () => import('./screens/task.jsx')},
  {path: '/account', roles: ALL, load: () => import('./screens/account.jsx')},
]
