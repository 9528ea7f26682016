/** The workshop beside the picture: a chapter asks, lets predict, do and observe, explains, and sets an exercise. */
import { html } from 'htm/preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Chapter } from '../../server/events.ts'
import { perform } from '../deeds.ts'
import { lostLogin, ownSession } from '../own-session.ts'
import { type PageState, partsOf } from '../page-state.ts'
import { bytesOf, saysWho } from '../panels/credential-panel.ts'
import type { View } from '../view.ts'
import { type ChapterPart, chapterParts, parseDeed, parseSign, type Sight } from './chapter-words.ts'
import { Blocks, Inlines, type ProseParts } from './prose.ts'

/** Remembered in this browser, by chapter: which choice, from 0. */
const predictionOf = (chapter: number) => `lab-prediction-${chapter}`

export function Workshop({ page, t }: View) {
  const { chapters } = page
  const chapter = chapters.find(({ number }) => number === page.chapter)
  if (page.chapter === undefined) return null
  return html`
    <aside class="card workshop" aria-labelledby="workshop-title" data-chapter=${page.chapter}>
      <header>
        <h2 id="workshop-title">${t.workshop.title}</h2>
        <button type="button" data-action="close-workshop" onClick=${() => page.open(undefined)}>${t.workshop.close}</button>
      </header>
      ${
        chapter === undefined
          ? html`<p class="quiet">${t.workshop.none}</p>`
          : html`<${Contents} page=${page} t=${t} chapter=${chapter} /><${ChapterText} key=${`${page.language}${chapter.number}`} page=${page} t=${t} chapter=${chapter} />`
      }
    </aside>
  `
}

function Contents({ page, t, chapter }: View & { chapter: Chapter }) {
  const { chapters } = page
  const place = chapters.indexOf(chapter)
  const go = (by: number) => page.open(chapters[place + by]?.number)
  return html`
    <nav class="contents" aria-label=${t.workshop.chapters}>
      <button type="button" data-action="previous-chapter" disabled=${place === 0} onClick=${() => go(-1)}>${t.workshop.previous}</button>
      <label>
        <span>${t.workshop.chapters}</span>
        <select
          data-set="chapter"
          value=${chapter.number}
          onChange=${(event: Event) => page.open(Number((event.currentTarget as HTMLSelectElement).value))}
        >
          ${chapters.map(
            ({ number, title }) =>
              html`<option value=${number} selected=${number === chapter.number}>${number}. ${title}</option>`,
          )}
        </select>
      </label>
      <button type="button" data-action="next-chapter" disabled=${place === chapters.length - 1} onClick=${() => go(1)}>${t.workshop.next}</button>
    </nav>
  `
}

function ChapterText({ page, t, chapter }: View & { chapter: Chapter }) {
  const [prediction, predict] = useState(readPrediction(chapter))
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [chapter])
  const sight = sightOf(page)
  const parts = partsFor({ page, t }, sight)
  const keep = (choice: number | undefined) => {
    if (choice === undefined) localStorage.removeItem(predictionOf(chapter.number))
    else localStorage.setItem(predictionOf(chapter.number), `${choice}`)
    predict(choice)
  }
  const choice = (place: number) => html`<${Inlines} inlines=${chapter.choices[place] ?? []} parts=${parts} />`
  const bodies: Partial<Record<ChapterPart, unknown>> = {
    predict: html`<${Predict} t=${t} chapter=${chapter} parts=${parts} prediction=${prediction} keep=${keep} />`,
    explain:
      prediction === undefined
        ? html`<p class="quiet" data-locked>${t.workshop.predictFirst}</p>`
        : html`<p class="said" data-right=${prediction === chapter.answer}>
            <span>${t.workshop.youSaidBefore} ${choice(prediction)}</span><br /><strong>${t.workshop.rightAnswerBefore} ${choice(chapter.answer)}</strong>
          </p>`,
  }
  return html`
    <article>
      <h3 ref=${title} tabindex="-1">${chapter.number}. ${chapter.title} <span class="quiet">${t.workshop.minutes(chapter.minutes)}</span></h3>
      ${chapterParts.map((part) => {
        const isLocked = part === 'explain' && prediction === undefined
        return html`
          <section class="part" data-part=${part}>
            <h4>${t.workshop.parts[part]}</h4>
            ${part === 'do' && html`<${Beginning} page=${page} t=${t} />`}
            ${part === 'explain' && bodies[part]}
            ${!isLocked && html`<${Blocks} blocks=${chapter.parts[part]} parts=${parts} />`}
            ${part === 'predict' && bodies[part]}
          </section>
        `
      })}
    </article>
  `
}

function Beginning({ page, t }: View) {
  const { isPreparing, isRestored, info } = page
  const begins = info.mayControl ? t.workshop.begins : t.workshop.beginsForYou
  const away = partsOf(page.stack).flatMap(({ name, state }) => (state === 'up' ? [] : [name]))
  return html`
    <p class="quiet" role="status" data-prepared=${!isPreparing && isRestored}>
      ${isPreparing ? t.workshop.preparing : isRestored ? begins : t.workshop.notRestored(away.join(', '))}
    </p>
    ${!isRestored && html`<button type="button" data-action="restore" onClick=${() => page.open(page.chapter)}>${t.workshop.restoreAgain}</button>`}
  `
}

function Predict({
  t,
  chapter,
  parts,
  prediction,
  keep,
}: {
  t: View['t']
  chapter: Chapter
  parts: ProseParts
  prediction: number | undefined
  keep: (choice: number | undefined) => void
}) {
  const [chosen, choose] = useState<number | undefined>(prediction)
  const isKept = prediction !== undefined
  return html`
    <fieldset class="choices" data-predicted=${prediction ?? ''}>
      <legend>${t.workshop.parts.predict}</legend>
      ${chapter.choices.map(
        (inlines, place) => html`
          <label class="check">
            <input
              type="radio"
              name="prediction"
              data-choice=${place}
              checked=${chosen === place}
              disabled=${isKept}
              onChange=${() => choose(place)}
            />
            <span><${Inlines} inlines=${inlines} parts=${parts} /></span>
          </label>
        `,
      )}
      ${
        isKept
          ? html`<button type="button" data-action="predict-again" onClick=${() => keep(undefined)}>${t.workshop.changeMind}</button>`
          : html`<button type="button" class="primary" data-action="predict" disabled=${chosen === undefined} onClick=${() => keep(chosen)}>
              ${t.workshop.commit}
            </button>`
      }
    </fieldset>
  `
}

/** Buttons for what is to be done, ticks for what is to be seen. */
function partsFor({ page, t }: View, sight: Sight): ProseParts {
  return {
    deed: (target, children) => html`
      <button
        type="button"
        class="deed"
        data-do=${target}
        disabled=${page.busy.has('browser')}
        onClick=${() => {
          const deed = parseDeed(target)
          if (deed) void page.during('browser', () => perform(page, deed))
        }}
      >
        ▸ ${children}
      </button>
    `,
    sign: (target, children) => {
      const isSeen = !page.isPreparing && (page.seen.has(target) || (parseSign(target)?.(sight) ?? false))
      // Whatever comes afterwards: it was seen.
      if (isSeen && !page.seen.has(target)) queueMicrotask(() => page.change({ seen: new Set([...page.seen, target]) }))
      return html`<span class="seeing" data-see=${target} data-seen=${isSeen}>
        <span class="tick" role="img" aria-label=${isSeen ? t.workshop.seen : t.workshop.notSeenYet}>${isSeen ? '☑' : '☐'}</span> ${children}
      </span>`
    },
  }
}

function sightOf(page: PageState): Sight {
  const { mode, exchanges, since, stack, load } = page
  const last = exchanges.findIndex(({ id }) => id === since)
  const { user, sent } = page.browser.credential(mode.name)
  const isToken = sent.authorization?.startsWith('Bearer ') || sent.cookie?.includes('token=')
  const holds =
    bytesOf(sent) === 0 || !saysWho(sent) ? 'nothing' : isToken ? 'token' : sent.authorization ? 'password' : 'cookie'
  return {
    exchanges: last === -1 ? exchanges : exchanges.slice(0, last),
    holds,
    lost: lostLogin(page),
    mine: user === undefined ? undefined : stack.replicas.filter((replica) => ownSession(page, replica)).length,
    states: Object.fromEntries(partsOf(stack).map(({ name, state }) => [name, state])),
    wereAway: page.wereAway,
    mismatchRate: load && load.judged > 0 ? load.mismatches / load.judged : undefined,
  }
}

function readPrediction({ number, choices }: Chapter): number | undefined {
  const text = localStorage.getItem(predictionOf(number))
  const place = Number(text)
  return text !== null && place < choices.length ? place : undefined
}
