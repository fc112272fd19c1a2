// Households of an area: filtered in the address, the poorest or the newest first, each leading to its page.
import cases from '../../text/cases.json'
import words from '../../text/desk.json'
import {all} from '../../app/api.js'
import {areaName, areasWithin} from '../../app/areas.js'
import {day} from '../../app/days.js'
import {officerName} from '../../app/officers.js'
import {ask, place} from '../../app/router.js'
import {me} from '../../app/session.js'
import {add, baht, code, num, t} from '../../app/text.js'
import {useLoad} from '../../app/use.js'
import {Field} from '../../ui/form.jsx'
import {Page} from '../../ui/page.jsx'
import {Empty, Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {Table} from '../../ui/table.jsx'

add(cases)
add(words)
const MOST = 500
export const DIMENSIONS = ['health', 'education', 'income', 'living', 'access']
const ORDERS = {
  baht: (one, other) => (other.unclaimed_baht ?? -1) - (one.unclaimed_baht ?? -1),
  needs: (one, other) => needsOf(other).length - needsOf(one).length,
}
const needsOf = one => DIMENSIONS.filter(name => one.needs[name])

export default function Households() {
  const {area = '', phase = '', need = '', order = ''} = place.value.query
  const asked = new URLSearchParams(Object.entries({area, phase, need}).filter(([, value]) => value)).toString()
  const found = useLoad(signal => all(`/v1/households${asked ? `?${asked}` : ''}`, {signal, most: MOST}), [asked])
  const districts = me.value.areas.flatMap(one => (one.length === 2 ? areasWithin(one, 4) : [one]))
  const filter = (name, label, value, options) => <Field type="select" name={name} label={label} value={value} onChange={one => ask({[name]: one})} options={[['', t('households.all')], ...options]} />
  return <Page title={t('households')} lead={area ? areaName(area) : null}>
    <div class="asks">
      {filter('area', t('overview.area'), area.slice(0, 4), districts.map(one => [one, areaName(one)]))}
      {filter('phase', t('households.phase'), phase, [1, 2, 3, 4].map(one => [String(one), code('phase', one)]))}
      {filter('need', t('households.need'), need, DIMENSIONS.map(one => [one, t(`dimension.${one}`)]))}
      <Field type="select" name="order" label={t('households.order')} value={order} onChange={one => ask({order: one})} options={[['', t('households.by.area')], ['baht', t('households.by.baht')], ['needs', t('households.by.needs')]]} />
    </div>
    <Loaded from={found}>{items => <>
      {items.length >= MOST ? <p class="old">{t('overview.most', {n: MOST})}</p> : null}
      <Table caption={t('households.count', {n: items.length})} rows={ORDERS[order] ? [...items].sort(ORDERS[order]) : items} rowKey={one => one.household_id} columns={[
        {key: 'id', title: t('households.id'), head: true, cell: one => <><a href={`/households/${one.household_id}`}>{one.household_id}</a>{one.pilot ? <> <Status>{t('households.pilot')}</Status></> : null}</>},
        {key: 'area', title: t('overview.area'), cell: one => areaName(one.area)},
        {key: 'phase', title: t('households.phase'), cell: one => <>{code('phase', one.phase)}{one.status ? <> <span class="quiet">{code('round', one.status)}</span></> : null}</>},
        {key: 'members', title: t('households.members'), number: true, cell: one => num(one.members)},
        {key: 'needs', title: t('households.need'), cell: one => needsOf(one).map(name => t(`dimension.${name}`)).join(' · ')},
        {key: 'baht', title: t('overview.baht'), number: true, cell: one => (one.unclaimed_baht === null ? null : baht(one.unclaimed_baht))},
        {key: 'mentor', title: t('households.mentor'), cell: one => (one.mentor && officerName(one.mentor)) || <span class="quiet">{t('households.no_mentor')}</span>},
        {key: 'surveyed', title: t('households.surveyed'), cell: one => day(one.surveyed_on)},
      ]} empty={<Empty title={t('households.empty')}><p><a href="/households">{t('households.all')}</a></p></Empty>} />
    </>}</Loaded>
  </Page>
}
