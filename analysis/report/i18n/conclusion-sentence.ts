/** One sentence for each mode: whether it held, what it broke, what it costs. Pure. */

import { percent, whole } from '../html/format-figures.ts'
import type { BrokenCheck, Conclusion } from '../model/conclusion.ts'
import type { Texts } from './texts.en.ts'

/** The tables of the report have the others. */
const mostBroken = 2

export function conclusionSentence({ standing, broken, held, kind, cost }: Conclusion, texts: Texts): string {
  const found = broken.slice(0, mostBroken).map((check) => brokenClause(check, texts))
  const none = held === null ? [] : [texts.noneRefused(whole(held.total), percent(held.atMost))]
  const price = cost === null ? [] : [texts.priceIs(cost.times.toFixed(cost.times < 10 ? 1 : 0), cost.cheapest)]
  const consequence = kind === null ? [] : [texts.kinds[kind]]
  return `${texts.standings[standing]} ${[...none, ...found, ...consequence, ...price].join(texts.clauseEnd)}${texts.sentenceEnd}`
}

function brokenClause({ name, byClient }: BrokenCheck, texts: Texts): string {
  const rates = byClient.map(({ client, check }) => {
    const expected = check.prediction?.rate === undefined ? null : percent(check.prediction.rate)
    const rate = texts.rateOf(percent(check.rate ?? 0), expected)
    return byClient.length > 1 ? texts.rateOfClient(texts.clients[client as 'frozen'] ?? client, rate) : rate
  })
  return texts.broken[name](rates.join('; '))
}
