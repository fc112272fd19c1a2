// Parts whose code and words are fetched where they are shown.
import {useLater} from '../app/use.js'
import {Failed, Loading} from './state.jsx'

/** load: stays the same from one drawing to the next. instead: what is shown when the code cannot be had. */
export function Later({load, parts, instead: Instead}) {
  const {View, failure, again} = useLater(load)
  if (View) return <View {...parts} />
  if (failure && Instead) return <Instead {...parts} />
  return failure ? <Failed failure={failure} again={again} /> : <Loading />
}

const loadEnrol = () => import('./enrol.jsx')
/** Without the picture's code the secret still can be typed. */
const Unseen = ({secret}) => <p><code class="secret">{secret}</code></p>
export const Enrolment = parts => <Later load={loadEnrol} parts={parts} instead={Unseen} />
