// Pilot households by a stated rule that anybody can repeat; one can be swapped for a reason.
import words from '../../text/desk.json'
import {useState} from 'preact/hooks'
import {get, send} from '../../app/api.js'
import {areaName, areasWithin} from '../../app/areas.js'
import {day} from '../../app/days.js'
import {go} from '../../app/router.js'
import {me} from '../../app/session.js'
import {add, num, t} from '../../app/text.js'
import {useCommand, useDraft, useLoad} from '../../app/use.js'
import {confirm} from '../../ui/dialog.jsx'
import {ErrorSummary, errorsOf, Field, Submit, Tick} from '../../ui/form.jsx'
import {Officer} from '../../ui/officer.jsx'
import {Facts, More, Page} from '../../ui/page.jsx'
import {Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {Table} from '../../ui/table.jsx'
import {toast} from '../../ui/toast.jsx'

add(words)
const ORDER = ['deprived', 'unclaimed_baht', 'vulnerable', 'distance_km']

export default function Pilots() {
  const own = me.value.areas.flatMap(one => (one.length === 2 ? areasWithin(one, 4) : [one]))
  const [values, change, done] = useDraft('pilots', {areas: [], size: '36', first: 'deprived', seed: ''})
  const [wrong, setWrong] = useState({})
  const command = useCommand(() => send('POST', '/v1/pilots/selections', {areas: values.areas, size: Number(values.size), order: [values.first, ...ORDER.filter(one => one !== values.first)], ...(values.seed.trim() && {seed: values.seed.trim()})}))
  const submit = async event => {
    event.preventDefault()
    const found = {}
    if (!values.areas.length) found.area = t('pilots.areas.missing')
    if (!(Number(values.size) >= 1)) found.size = t('pilots.size.missing')
    setWrong(found)
    if (Object.keys(found).length || !(await confirm({title: t('pilots.sure', {n: Number(values.size)}), text: t('pilots.sure.text'), yes: t('pilots.do')}))) return
    const made = await command.run()
    if (!made) return
    done()
    go(`/pilots/${made.data.selection_id}`)
  }
  const toggle = (area, on) => change('areas', on ? [...values.areas, area] : values.areas.filter(one => one !== area))
  const before = useLoad(signal => get('/v1/pilots/selections?limit=20', {signal}), [])
  const errors = {...errorsOf(command.failure), ...wrong}
  return <Page title={t('pilots')} lead={t('pilots.lead')}>
    <form onSubmit={submit} noValidate class="read">
      <ErrorSummary errors={errors} failure={command.failure} />
      <fieldset class={`field ${wrong.area ? 'wrong' : ''}`}><legend>{t('pilots.areas')}</legend>{wrong.area ? <p class="error">{wrong.area}</p> : null}
        <div class="asks">{own.map(area => <Tick key={area} name="area" label={areaName(area)} checked={values.areas.includes(area)} onChange={on => toggle(area, on)} />)}</div></fieldset>
      <Field name="size" type="number" min="1" label={t('pilots.size')} value={values.size} error={errors.size} onChange={value => change('size', value)} inputmode="numeric" />
      <Field name="first" type="select" label={t('pilots.first')} hint={t('pilots.first.hint')} value={values.first} onChange={value => change('first', value)} options={ORDER.map(one => [one, t(`pilot_measure.${one}`)])} />
      <Field name="seed" label={t('pilots.seed')} hint={t('pilots.seed.hint')} optional value={values.seed} onChange={value => change('seed', value)} maxLength={40} pattern="[A-Za-z0-9\-]*" />
      <Submit busy={command.busy}>{t('pilots.do')}</Submit>
    </form>
    <Loaded from={before}>{({items}) => (items.length ? <Table caption={t('pilots.before')} rows={items} rowKey={one => one.selection_id} columns={[
      {key: 'on', title: t('pilots.on'), head: true, cell: one => <a href={`/pilots/${one.selection_id}`}>{day(one.on)}</a>},
      {key: 'areas', title: t('pilots.areas'), cell: one => one.areas.map(area => areaName(area)).join(' · ')},
      {key: 'size', title: t('pilots.size'), number: true, cell: one => num(one.size)},
      {key: 'swaps', title: t('pilots.swaps'), number: true, cell: one => num(one.swaps)},
      {key: 'by', title: t('pilots.by'), cell: one => <Officer id={one.by} />},
    ]} /> : null)}</Loaded>
  </Page>
}

export function Selection({id}) {
  const found = useLoad(signal => get(`/v1/pilots/selections/${id}`, {signal}), [id])
  return <Page title={t('pilots.chosen')} back={['/pilots', t('pilots')]}>
    <Loaded from={found}>{one => <>
      <Facts of={[[t('pilots.areas'), one.areas.map(area => areaName(area)).join(' · ')], [t('pilots.size'), t('pilots.of', {size: one.size, all: one.candidates})], [t('pilots.order'), one.order.map(name => t(`pilot_measure.${name}`)).join(' › ')], [t('pilots.on'), day(one.on)], [t('pilots.by'), <Officer id={one.by} />], [t('pilots.digest'), <code>{one.digest.slice(0, 16)}</code>]]} />
      {one.ties.length ? <p class="notice">{t('pilots.ties', {n: one.ties.length})}</p> : null}
      <Table caption={t('pilots.list', {n: one.chosen.length})} rows={one.chosen} rowKey={each => each.household_id} columns={[
        {key: 'rank', title: t('pilots.rank'), number: true, cell: each => num(each.rank)},
        {key: 'id', title: t('households.id'), head: true, cell: each => <><a href={`/households/${each.household_id}`}>{each.household_id}</a>{each.drawn ? <> <Status tone="ask">{t('pilots.drawn')}</Status></> : null}</>},
        ...one.order.map((name, place) => ({key: name, title: t(`pilot_measure.${name}`), number: true, cell: each => (each.values[place] ?? null) === null ? '–' : num(each.values[place])})),
      ]} />
      {one.swaps.length ? <Table caption={t('pilots.swaps')} rows={one.swaps} rowKey={each => each.out + each.into} columns={[{key: 'out', title: t('pilots.out'), head: true}, {key: 'into', title: t('pilots.into')}, {key: 'reason', title: t('decide.reason')}, {key: 'by', title: t('pilots.by'), cell: each => <Officer id={each.by} />}, {key: 'on', title: t('pilots.on'), cell: each => day(each.on)}]} /> : null}
      <Swap one={one} id={id} etag={found.etag} onDone={found.reload} />
    </>}</Loaded>
  </Page>
}

function Swap({one, id, etag, onDone}) {
  const [values, change, done] = useDraft(`swap.${id}`, {out: '', into: '', reason: ''})
  const [wrong, setWrong] = useState({})
  const command = useCommand(() => send('POST', `/v1/pilots/selections/${id}/swaps`, {out: values.out, into: values.into, reason: values.reason.trim()}, {match: etag}))
  const submit = async event => {
    event.preventDefault()
    const found = {}
    for (const name of ['out', 'into']) if (!values[name]) found[name] = t('decide.choose')
    if (!values.reason.trim()) found.reason = t('decide.reason.missing')
    setWrong(found)
    if (Object.keys(found).length || !(await command.run())) return
    done()
    toast(t('decided'))
    onDone()
  }
  const field = name => ({name, value: values[name], error: wrong[name], onChange: value => change(name, value)})
  const options = list => [['', t('decide.choose')], ...list.map(each => [each, each])]
  return <More title={t('pilots.swap')}><form onSubmit={submit} noValidate class="read">
    <ErrorSummary errors={wrong} failure={command.failure} />
    <Field {...field('out')} type="select" label={t('pilots.out')} options={options(one.chosen.map(each => each.household_id))} />
    <Field {...field('into')} type="select" label={t('pilots.into')} options={options(one.reserve.slice(0, 100))} />
    <Field {...field('reason')} type="area" label={t('decide.reason')} hint={t('decide.reason.hint')} maxLength={500} />
    <Submit busy={command.busy}>{t('pilots.swap')}</Submit>
  </form></More>
}
