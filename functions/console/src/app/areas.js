// Names of areas by their DOPA codes, a province at a time.
import {signal} from '@preact/signals'
import {lang, t} from './text.js'

const provinces = signal({})
const asked = new Set()

/** "950601" -> ตำบลตาชี อำเภอยะหา; the code itself until the names are here. */
export function areaName(code, {whole = true} = {}) {
  if (!code) return ''
  const names = provinces.value[code.slice(0, 2)]
  if (!names) {
    load(code.slice(0, 2))
    return code
  }
  const said = part => t(`area.${part.length}`, {name: names[part]?.[lang.value] ?? part})
  const tambon = code.length === 6 && whole
  return tambon ? t('area.both', {tambon: said(code), district: said(code.slice(0, 4))}) : said(code)
}

/** Codes within a province or district, for lists to choose from; empty until the names are here. */
export function areasWithin(code, length) {
  const names = provinces.value[code.slice(0, 2)]
  if (!names) load(code.slice(0, 2))
  return Object.keys(names ?? {}).filter(one => one.length === length && one.startsWith(code)).sort()
}

async function load(province) {
  if (asked.has(province)) return
  asked.add(province)
  try {
    const answer = await fetch(`/assets/areas/${province}.json`)
    if (answer.ok) provinces.value = {...provinces.value, [province]: await answer.json()}
    else throw new Error(String(answer.status))
  } catch {
    setTimeout(() => asked.delete(province), 10000)
  }
}
