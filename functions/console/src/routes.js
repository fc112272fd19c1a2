// Every screen: its address, who has it, and where its code is. Code is loaded when somebody goes there; a role's own is
// fetched ahead (shell.jsx) and kept by the worker. roles: ALL (signed in) or ANYBODY (no sign-in), else names of roles.
export const ALL = 'all'
export const ANYBODY = 'anybody'

const AGENCY = ['agency_officer', 'agency_head']
const UPLOADERS = ['partner', 'coordinator', 'administrator']

/** menu: key of its word in the menu; screens without one are reached from others. The first of a role is its home. */
export const ROUTES = [
  {path: '/', roles: AGENCY, menu: 'menu.work', load: () => import('./screens/agency/worklist.jsx')},
  {path: '/today', roles: AGENCY, menu: 'menu.home', load: () => import('./screens/home.jsx')},
  {path: '/', roles: ['partner'], load: () => import('./screens/imports/list.jsx')},
  {path: '/', roles: ALL, menu: 'menu.home', load: () => import('./screens/home.jsx')},
  {path: '/tasks/:id', roles: ALL, load: () => import('./screens/task.jsx')},
  {path: '/imports', roles: UPLOADERS, menu: 'menu.imports', load: () => import('./screens/imports/list.jsx')},
  {path: '/imports/:id', roles: UPLOADERS, load: () => import('./screens/imports/one.jsx')},
  {path: '/account', roles: ALL, load: () => import('./screens/account.jsx')},
]
