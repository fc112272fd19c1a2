// The progress reports, newest first within each kind.
import words from '../../text/reports.json'
import {get} from '../../app/api.js'
import {day} from '../../app/days.js'
import {add, code, own, t} from '../../app/text.js'
import {useLoad} from '../../app/use.js'
import {Page} from '../../ui/page.jsx'
import {Empty, Loaded} from '../../ui/state.jsx'
import {Table} from '../../ui/table.jsx'

add(words)

export default function Reports() {
  const found = useLoad(signal => get('/v1/reports?limit=100', {signal}), [])
  return <Page title={t('reports')} lead={t('reports.lead')}>
    <Loaded from={found}>{({items}) => <Table caption={t('reports.list')} rows={items} rowKey={one => one.report_id} columns={[
      {key: 'title', title: t('reports.title'), head: true, cell: one => <a href={`/reports/${one.report_id}`}>{own(one.title)}</a>},
      {key: 'kind', title: t('reports.kind'), cell: one => code('report_kind', one.kind)},
      {key: 'made', title: t('reports.made'), cell: one => day(one.made_on)},
    ]} empty={<Empty title={t('reports.empty')}><p>{t('reports.empty.do')}</p></Empty>} />}</Loaded>
  </Page>
}
