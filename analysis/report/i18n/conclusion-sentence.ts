/** A conclusion in one sentence that somebody who has to decide can act on. Pure. */

import { percent, whole } from '../html/format-figures.ts'
import type { BrokenCheck, Conclusion } from '../model/conclusion.ts'
import type { Words } from './texts.ts'

/** Two are a picture, more are a list: the rest is below. */
const brokenTold = 2

export function conclusionSentence({ standing, broken, held, kind, cost }: Conclusion, words: Words): string {
  const found = broken.slice(0, brokenTold).map((check) => brokenClause(check, words))
  const none = held === null ? [] : [words.noneRefused(whole(held.total), percent(held.atMost))]
  const price = cost === null ? [] : [words.priceIs(cost.times.toFixed(cost.times < 10 ? 1 : 0), cost.cheapest)]
  const consequence = kind === null ? [] : [words.kinds[kind]]
  return `${words.standings[standing]} ${[...none, ...found, ...consequence, ...price].join(words.clauseEnd)}${words.sentenceEnd}`
}

function brokenClause({ name, byClient }: BrokenCheck, words: Words): string {
  const rates = byClient.map(({ client, check }) => {
    const expected = check.prediction?.rate === undefined ? null : percent(check.prediction.rate)
    const rate = words.rateOf(percent(check.rate ?? 0), expected)
    return byClient.length > 1 ? words.rateOfClient(words.clients[client as 'frozen'] ?? client, rate) : rate
  })
  return words.broken[name](rates.join(', '))
}
