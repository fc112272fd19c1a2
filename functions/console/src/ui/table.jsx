// A table on a desk, a list of small cards on a phone: the same cells (the heads come with them, by CSS).
import {t} from '../app/text.js'

/**
 * columns: [{key, title, cell?: row => node, number?: true, head?: true, short?: true}]; head: the cell that names the row;
 * short: its word stays on one line.
 * more: loads the next page, where there is one.
 */
export function Table({caption, columns, rows, rowKey, tone, empty, more, busy}) {
  if (!rows.length) return empty ?? <p class="quiet">{t('table.empty')}</p>
  return <>
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table class="fold">
        <caption>{caption}</caption>
        <thead><tr>{columns.map(one => <th scope="col" key={one.key} class={one.number ? 'number' : null}>{one.title}</th>)}</tr></thead>
        <tbody>{rows.map(row => <tr key={rowKey(row)} class={tone?.(row)}>{columns.map(one => <Cell key={one.key} column={one} row={row} />)}</tr>)}</tbody>
      </table>
    </div>
    {more ? <p><button type="button" class="second" disabled={busy} onClick={more}>{t('table.more')}</button></p> : null}
  </>
}

function Cell({column, row}) {
  const inside = column.cell ? column.cell(row) : row[column.key]
  const all = {class: column.number ? 'number' : column.short ? 'short' : null, 'data-title': column.title}
  return column.head ? <th scope="row" {...all}>{inside}</th> : <td {...all}>{inside}</td>
}
