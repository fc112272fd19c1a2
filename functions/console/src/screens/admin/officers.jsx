// Who has rights here: found by role and agency, added with an account, ended with a reason. Names stay with the sign-in service.
import words from '../../text/officers.json'
import {useState} from 'preact/hooks'
import {all, send} from '../../app/api.js'
import {areaName} from '../../app/areas.js'
import {officerName} from '../../app/officers.js'
import {ask, go, place} from '../../app/router.js'
import {me} from '../../app/session.js'
import {add, code, t} from '../../app/text.js'
import {useCommand, useDraft, useLoad} from '../../app/use.js'
import {ErrorSummary, errorsOf, Field, Submit} from '../../ui/form.jsx'
import {More, Page} from '../../ui/page.jsx'
import {Empty, Loaded} from '../../ui/state.jsx'
import {Status} from '../../ui/status.jsx'
import {Table} from '../../ui/table.jsx'
import {toast} from '../../ui/toast.jsx'

add(words)
export const AGENCIES = ['Msdhs', 'Lao', 'Moe', 'Moph', 'Mol', 'Moac', 'Cdd', 'Sbpac']
export const ROLES = ['mentor', 'agency_officer', 'agency_head', 'coordinator', 'committee', 'evaluator', 'partner', 'administrator']
export const OF_AGENCY = ['agency_officer', 'agency_head']
const EMPTY = {name: '', email: '', role: '', agency: '', areas: '', partner: ''}

export const choices = (kind, list, first) => [['', first], ...list.map(one => [one, code(kind, one)])]
export const areasOf = text => text.split(/[\s,]+/).filter(Boolean)

export default function Officers() {
  const {role = '', agency = '', status = 'active'} = place.value.query
  const asked = new URLSearchParams(Object.entries({role, agency, status: status === 'all' ? '' : status}).filter(([, value]) => value)).toString()
  const found = useLoad(signal => all(`/v1/officers?${asked}`, {signal, most: 1000}), [asked])
  return <Page title={t('officers')} lead={t('officers.lead')}>
    {me.value.role === 'administrator' ? <Add onDone={found.reload} /> : null}
    <div class="asks">
      <Field type="select" name="role" label={t('account.role')} value={role} onChange={value => ask({role: value})} options={choices('role', ROLES, t('officers.all'))} />
      {me.value.agency ? null : <Field type="select" name="agency" label={t('account.agency')} value={agency} onChange={value => ask({agency: value})} options={choices('agency', AGENCIES, t('officers.all'))} />}
      <Field type="select" name="status" label={t('officers.status')} value={status} onChange={value => ask({status: value})} options={['active', 'revoked', 'all'].map(one => [one, t(`officer_status.${one}`)])} />
    </div>
    <Loaded from={found}>{items => <Table caption={t('officers.count', {n: items.length})} rows={items} rowKey={one => one.officer_id} columns={[
      {key: 'id', title: t('officers.name'), head: true, cell: one => <a href={`/officers/${one.officer_id}`}>{officerName(one.officer_id)}</a>},
      {key: 'role', title: t('account.role'), cell: one => code('role', one.role)},
      {key: 'agency', title: t('account.agency'), cell: one => (one.agency ? code('agency', one.agency) : one.partner)},
      {key: 'areas', title: t('account.areas'), cell: one => one.areas.map(area => areaName(area)).join(' · ')},
      {key: 'status', title: t('officers.status'), cell: one => <Status tone={one.status === 'active' ? 'good' : 'off'}>{code('officer_status', one.status)}</Status>},
    ]} empty={<Empty title={t('officers.none')} />} />}</Loaded>
  </Page>
}

function Add({onDone}) {
  const [values, change, done] = useDraft('officer', EMPTY)
  const [wrong, setWrong] = useState({})
  const command = useCommand(() => send('POST', '/v1/officers', {
    name: values.name.trim(), email: values.email.trim(), role: values.role, areas: areasOf(values.areas),
    ...(OF_AGENCY.includes(values.role) && {agency: values.agency}), ...(values.role === 'partner' && {partner: values.partner.trim()}),
  }))
  const needed = ['name', 'email', 'role', 'areas', ...(OF_AGENCY.includes(values.role) ? ['agency'] : []), ...(values.role === 'partner' ? ['partner'] : [])]
  const submit = async event => {
    event.preventDefault()
    const missing = Object.fromEntries(needed.filter(name => !values[name].trim()).map(name => [name, t('officers.missing')]))
    setWrong(missing)
    if (Object.keys(missing).length) return
    const made = await command.run()
    if (!made) return
    done()
    toast(t('officers.added'))
    onDone()
    go(`/officers/${made.data.officer_id}`)
  }
  const errors = {...errorsOf(command.failure), ...wrong}
  const field = name => ({name, value: values[name], error: errors[name], onChange: value => change(name, value)})
  return <More title={t('officers.add')} open={Object.values(values).some(Boolean)}><form onSubmit={submit} noValidate class="read">
    <ErrorSummary errors={errors} failure={command.failure} />
    <Field {...field('name')} label={t('officers.name')} hint={t('officers.name.hint')} autocomplete="off" />
    <Field {...field('email')} type="email" label={t('officers.email')} hint={t('officers.email.hint')} autocomplete="off" />
    <Field {...field('role')} type="select" label={t('account.role')} options={choices('role', ROLES, t('officers.choose'))} />
    {OF_AGENCY.includes(values.role) ? <Field {...field('agency')} type="select" label={t('account.agency')} options={choices('agency', AGENCIES, t('officers.choose'))} /> : null}
    {values.role === 'partner' ? <Field {...field('partner')} label={t('officers.partner')} hint={t('officers.partner.hint')} autocapitalize="none" /> : null}
    <Field {...field('areas')} label={t('account.areas')} hint={t('officers.areas.hint')} inputmode="numeric" />
    <Submit busy={command.busy}>{t('officers.add')}</Submit>
  </form></More>
}
