/** The workshop panel: shows a chapter, hides its explanation until a prediction is made, and confirms observations. */
import { html } from 'htm/preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Chapter, ChapterPart } from '../../protocol/chapter.ts'
import { lostLogin, ownSession } from '../own-session.ts'
import type { View } from '../page-state.ts'
import { type PageState, partsOf } from '../page-state.ts'
import { credentialBytes, hasCredential } from '../panels/credential-panel.ts'
import { Blocks, Inlines, type LinkRenderers } from './chapter-blocks.ts'
import { chapterParts, type ObservedState, parseObservation, parseStep } from './chapter-links.ts'
import { performStep } from './perform-step.ts'

/** Storage key of a chapter's prediction, the index of a choice. */
const predictionKey = (chapter: number) => `lab-prediction-${chapter}`

export function Workshop({ page, t }: View) {
  const { chapters } = page
  const chapter = chapters.find(({ number }) => number === page.chapter)
  if (page.chapter === undefined) return null
  return html`
    <aside class="card workshop" aria-labelledby="workshop-title" data-chapter=${page.chapter}>
      <header>
        <h2 id="workshop-title">${t.workshop.title}</h2>
        <button type="button" data-action="close-workshop" onClick=${() => page.openChapter(undefined)}>${t.workshop.close}</button>
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
  const index = chapters.indexOf(chapter)
  const go = (by: number) => page.openChapter(chapters[index + by]?.number)
  return html`
    <nav class="contents" aria-label=${t.workshop.chapters}>
      <button type="button" data-action="previous-chapter" disabled=${index === 0} onClick=${() => go(-1)}>${t.workshop.previous}</button>
      <label>
        <span>${t.workshop.chapters}</span>
        <select
          data-set="chapter"
          value=${chapter.number}
          onChange=${(event: Event) => page.openChapter(Number((event.currentTarget as HTMLSelectElement).value))}
        >
          ${chapters.map(
            ({ number, title }) =>
              html`<option value=${number} selected=${number === chapter.number}>${number}. ${title}</option>`,
          )}
        </select>
      </label>
      <button type="button" data-action="next-chapter" disabled=${index === chapters.length - 1} onClick=${() => go(1)}>${t.workshop.next}</button>
    </nav>
  `
}

function ChapterText({ page, t, chapter }: View & { chapter: Chapter }) {
  const [prediction, predict] = useState(readPrediction(chapter))
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [chapter])
  const links = linkRenderers({ page, t }, observedState(page))
  const store = (choice: number | undefined) => {
    if (choice === undefined) localStorage.removeItem(predictionKey(chapter.number))
    else localStorage.setItem(predictionKey(chapter.number), `${choice}`)
    predict(choice)
  }
  const choice = (index: number) => html`<${Inlines} inlines=${chapter.choices[index] ?? []} links=${links} />`
  const bodies: Partial<Record<ChapterPart, unknown>> = {
    predict: html`<${Predict} t=${t} chapter=${chapter} links=${links} prediction=${prediction} store=${store} />`,
    explain:
      prediction === undefined
        ? html`<p class="quiet" data-locked>${t.workshop.predictFirst}</p>`
        : html`<p class="result" data-right=${prediction === chapter.answer}>
            <span>${t.workshop.yourPrediction} ${choice(prediction)}</span><br /><strong>${t.workshop.labShows} ${choice(chapter.answer)}</strong>
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
            ${part === 'do' && html`<${StartState} page=${page} t=${t} />`}
            ${part === 'explain' && bodies[part]}
            ${!isLocked && html`<${Blocks} blocks=${chapter.parts[part]} links=${links} />`}
            ${part === 'predict' && bodies[part]}
          </section>
        `
      })}
    </article>
  `
}

function StartState({ page, t }: View) {
  const { isPreparing, isRestored, info } = page
  const ready = info.mayControl ? t.workshop.ready : t.workshop.readyForYou
  const down = partsOf(page.stack).flatMap(({ name, state }) => (state === 'up' ? [] : [name]))
  return html`
    <p class="quiet" role="status" data-prepared=${!isPreparing && isRestored}>
      ${isPreparing ? t.workshop.preparing : isRestored ? ready : t.workshop.notRestored(down.join(', '))}
    </p>
    ${!isRestored && html`<button type="button" data-action="restore" onClick=${() => page.openChapter(page.chapter)}>${t.workshop.restoreAgain}</button>`}
  `
}

function Predict({
  t,
  chapter,
  links,
  prediction,
  store,
}: {
  t: View['t']
  chapter: Chapter
  links: LinkRenderers
  prediction: number | undefined
  store: (choice: number | undefined) => void
}) {
  const [chosen, choose] = useState<number | undefined>(prediction)
  const isStored = prediction !== undefined
  return html`
    <fieldset class="choices" data-predicted=${prediction ?? ''}>
      <legend>${t.workshop.parts.predict}</legend>
      ${chapter.choices.map(
        (inlines, index) => html`
          <label class="check">
            <input
              type="radio"
              name="prediction"
              data-choice=${index}
              checked=${chosen === index}
              disabled=${isStored}
              onChange=${() => choose(index)}
            />
            <span><${Inlines} inlines=${inlines} links=${links} /></span>
          </label>
        `,
      )}
      ${
        isStored
          ? html`<button type="button" data-action="predict-again" onClick=${() => store(undefined)}>${t.workshop.changeMind}</button>`
          : html`<button type="button" class="primary" data-action="predict" disabled=${chosen === undefined} onClick=${() => store(chosen)}>
              ${t.workshop.commit}
            </button>`
      }
    </fieldset>
  `
}

/** Steps become buttons; observations become check marks. */
function linkRenderers({ page, t }: View, state: ObservedState): LinkRenderers {
  return {
    step: (target, children) => html`
      <button
        type="button"
        class="step"
        data-do=${target}
        disabled=${page.busy.has('browser')}
        onClick=${() => {
          const step = parseStep(target)
          if (step) void page.runExclusive('browser', () => performStep(page, step))
        }}
      >
        ▸ ${children}
      </button>
    `,
    observation: (target, children) => {
      const isSeen = !page.isPreparing && (page.seen.has(target) || (parseObservation(target)?.(state) ?? false))
      // An observation stays confirmed, whatever happens later.
      if (isSeen && !page.seen.has(target)) queueMicrotask(() => page.change({ seen: new Set([...page.seen, target]) }))
      return html`<span class="observation" data-see=${target} data-seen=${isSeen}>
        <span class="tick" role="img" aria-label=${isSeen ? t.workshop.seen : t.workshop.notSeenYet}>${isSeen ? '☑' : '☐'}</span> ${children}
      </span>`
    },
  }
}

function observedState(page: PageState): ObservedState {
  const { mode, exchanges, lastExchangeBefore, stack, load } = page
  const last = exchanges.findIndex(({ id }) => id === lastExchangeBefore)
  const { user, sent } = page.browser.credential(mode.name)
  const isToken = sent.authorization?.startsWith('Bearer ') || sent.cookie?.includes('token=')
  const holds =
    credentialBytes(sent) === 0 || !hasCredential(sent)
      ? 'nothing'
      : isToken
        ? 'token'
        : sent.authorization
          ? 'password'
          : 'cookie'
  return {
    exchanges: last === -1 ? exchanges : exchanges.slice(0, last),
    holds,
    lost: lostLogin(page),
    mine: user === undefined ? undefined : stack.replicas.filter((replica) => ownSession(page, replica)).length,
    states: Object.fromEntries(partsOf(stack).map(({ name, state }) => [name, state])),
    wentDown: page.wentDown,
    mismatchRate: load && load.judged > 0 ? load.mismatches / load.judged : undefined,
  }
}

function readPrediction({ number, choices }: Chapter): number | undefined {
  const text = localStorage.getItem(predictionKey(number))
  const index = Number(text)
  return text !== null && index < choices.length ? index : undefined
}
