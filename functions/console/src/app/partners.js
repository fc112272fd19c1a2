// Whose a file is: an agency's own inbox is its code in lower case; other partners have words of their own.
import cases from '../text/cases.json'
import {add, code, has, t} from './text.js'

add(cases)

const agencyOf = partner => `agency.${partner.charAt(0).toUpperCase()}${partner.slice(1)}`

/** "cdd" -> พัฒนาชุมชน (พช.); an inbox without words is its own. */
export const partnerName = partner => (partner && has(agencyOf(partner)) ? t(agencyOf(partner)) : partner ? code('partner', partner) : '')
