// Every screen: its address, who has it, and where its code is. Code is loaded when somebody goes there; a role's own is
// fetched ahead (shell.jsx) and kept by the worker. roles: ALL (signed in) or ANYBODY (no sign-in), else names of roles.
import {kept} from './app/kept.js'
import {match, place} from './app/router.js'

export const ALL = 'all'
export const ANYBODY = 'anybody'

const AGENCY = ['agency_officer', 'agency_head']
const CENTRE = ['coordinator', 'committee']
const UPLOADERS = ['partner', 'coordinator', 'administrator']
const READERS = ['coordinator', 'committee', 'evaluator', 'administrator', 'agency_head', 'agency_officer']

/** menu: key of its word in the menu; screens without one are reached from others. The first of a role is its home. near: its words are (infra/console/words.py). */
export const ROUTES = [
  {path: '/', roles: ['mentor'], near: true, menu: 'menu.household', load: () => import('./screens/mentor/home.jsx')},
  {path: '/my/:id', roles: ['mentor'], near: true, load: () => import('./screens/mentor/home.jsx')},
  {path: '/my/:id/visit', roles: ['mentor'], load: () => import('./screens/mentor/visit.jsx')},
  {path: '/outbox', roles: ['mentor'], menu: 'menu.outbox', load: () => import('./screens/mentor/outbox.jsx')},
  {path: '/rights', roles: ANYBODY, load: () => import('./screens/public/rights.jsx')},
  {path: '/', roles: AGENCY, menu: 'menu.work', load: () => import('./screens/agency/worklist.jsx')},
  {path: '/', roles: CENTRE, menu: 'menu.overview', load: () => import('./screens/desk/overview.jsx')},
  {path: '/', roles: ['partner'], load: () => import('./screens/imports/list.jsx')},
  {path: '/', roles: ['evaluator'], load: () => import('./screens/reports/list.jsx')},
  {path: '/', roles: ALL, menu: 'menu.home', load: () => import('./screens/home.jsx')},
  {path: '/today', roles: [...AGENCY, ...CENTRE], menu: 'menu.home', load: () => import('./screens/home.jsx')},
  {path: '/households', roles: CENTRE, menu: 'menu.households', load: () => import('./screens/desk/households.jsx')},
  {path: '/households/:id', roles: CENTRE, load: () => import('./screens/desk/household.jsx')},
  {path: '/households/:id/plan', roles: CENTRE, load: () => import('./screens/desk/plan.jsx')},
  {path: '/tasks', roles: CENTRE, menu: 'menu.tasks', load: () => import('./screens/agency/worklist.jsx')},
  {path: '/tasks/:id', roles: ALL, load: () => import('./screens/task.jsx')},
  {path: '/alerts', roles: CENTRE, menu: 'menu.alerts', load: () => import('./screens/desk/alerts.jsx')},
  {path: '/holds', roles: ['coordinator'], load: () => import('./screens/desk/holds.jsx')},
  {path: '/grievances/:id', roles: [...CENTRE, ...AGENCY], load: () => import('./screens/desk/grievance.jsx')},
  {path: '/meetings', roles: [...CENTRE, 'agency_head'], menu: 'menu.meetings', load: () => import('./screens/desk/meetings.jsx')},
  {path: '/meetings/:id', roles: [...CENTRE, 'agency_head'], load: () => import('./screens/desk/meeting.jsx')},
  {path: '/mentors', roles: CENTRE, menu: 'menu.mentors', load: () => import('./screens/desk/mentors.jsx')},
  {path: '/pilots', roles: CENTRE, menu: 'menu.pilots', load: () => import('./screens/desk/pilots.jsx')},
  {path: '/pilots/:id', roles: CENTRE, load: () => import('./screens/desk/pilots.jsx').then(module => ({default: module.Selection}))},
  {path: '/imports', roles: UPLOADERS, menu: 'menu.imports', load: () => import('./screens/imports/list.jsx')},
  {path: '/imports/:id', roles: UPLOADERS, load: () => import('./screens/imports/one.jsx')},
  {path: '/reports', roles: READERS, menu: 'menu.reports', load: () => import('./screens/reports/list.jsx')},
  {path: '/reports/:id', roles: READERS, load: () => import('./screens/reports/one.jsx')},
  {path: '/officers', roles: ['administrator', 'coordinator', 'agency_head'], menu: 'menu.officers', load: () => import('./screens/admin/officers.jsx')},
  {path: '/officers/:id', roles: ['administrator', 'coordinator', 'agency_head'], load: () => import('./screens/admin/officer.jsx')},
  {path: '/account', roles: ALL, load: () => import('./screens/account.jsx')},
]

export const mayHave = (route, role) => route.roles === ANYBODY || (role && (route.roles === ALL || route.roles.includes(role)))

/** The screen that will be wanted if whoever was here last still is. */
export const expected = () => ROUTES.find(route => match(route.path, place.value.path) && mayHave(route, kept.get('role')))
