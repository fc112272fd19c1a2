// An officer by name, with the agency; by id while nobody has told the name.
import {officePlace, officerName} from '../app/officers.js'

export const Officer = ({id}) => <span>{officerName(id)} <span class="quiet">{officePlace(id)}</span></span>
