/** The browser: who is logged in, what can be done, what came of it, and what it holds. */
import { html } from 'htm/preact'
import type { ModeInfo } from '../../server/events.ts'
import { type Action, actions } from '../actions.ts'
import { outcomeOf, signs } from '../outcome.ts'
import { lostLogin } from '../own-session.ts'
import type { View } from '../view.ts'
import type { Exchange } from './browser.ts'
import { CredentialPanel } from './credential-panel.ts'

/** What the page offers in a mode. */
function actionsOf({ strategy }: ModeInfo): readonly Exclude<Action, 'login'>[] {
  return actions
    .filter((action) => action !== 'login')
    .filter((action) => action !== 'refresh' || strategy === 'jwt-refresh')
}

/** Does it once or several times, one after the other, as a person would. */
async function act({ page }: View, action: Exclude<Action, 'login'>, times = 1): Promise<void> {
  const { mode, browser } = page
  for (let done = 0; done < times; done += 1) await browser.act(mode, action)
}

export function BrowserPanel(view: View) {
  const { page, t } = view
  const { mode, browser } = page
  const lost = lostLogin(page)
  const user = lost === undefined ? browser.credential(mode.name).user : undefined
  const last = page.exchanges.find((exchange) => exchange.mode === mode.name && exchange.action !== 'thief')
  const isBusy = page.busy.has('browser')
  const during = (work: () => Promise<unknown>) => page.during('browser', work)
  return html`
    <section class="card you" data-node="you" aria-labelledby="you-title">
      <header>
        <h2 id="you-title">${t.you.title}</h2>
        <p class=${user ? 'who in' : lost ? 'who lost' : 'who'} role="status" data-user=${user ?? ''} data-lost=${lost ?? ''}>
          ${user ? t.you.loggedInAs(user) : lost ? t.you.lost(lost) : t.you.loggedOut}
        </p>
      </header>
      <fieldset class="users" disabled=${isBusy}>
        <legend>${t.you.who}</legend>
        ${page.info.users.map(
          ({ name }) => html`
            <button
              type="button"
              class=${name === user ? 'primary' : ''}
              data-action="login"
              data-as=${name}
              onClick=${() => during(() => browser.logIn(mode, name, page.asCookie))}
            >
              ${name}
            </button>
          `,
        )}
      </fieldset>
      ${
        mode.credential === 'token' &&
        html`<label class="check">
          <input
            type="checkbox"
            data-set="as-cookie"
            checked=${page.asCookie}
            onChange=${(event: Event) => page.change({ asCookie: (event.currentTarget as HTMLInputElement).checked })}
          />
          ${t.you.asCookie}
        </label>`
      }
      <div class="actions">
        ${actionsOf(mode).map(
          (action) => html`
            <button type="button" data-action=${action} disabled=${isBusy} onClick=${() => during(() => act(view, action))}>
              ${t.you.actions[action]}
            </button>
          `,
        )}
        <button
          type="button"
          data-action="me-10"
          disabled=${isBusy}
          onClick=${() => during(() => act(view, 'me', 10))}
        >
          ${t.you.actions.me} × 10
        </button>
      </div>
      <${LastAnswer} t=${t} exchange=${last} />
      <${CredentialPanel} ...${view} />
    </section>
  `
}

function LastAnswer({ t, exchange }: { t: View['t']; exchange: Exchange | undefined }) {
  if (!exchange) return html`<p class="last quiet" data-last="none">${t.you.nothingYet}</p>`
  const { status, reason, replica, body, method, path } = exchange
  const outcome = outcomeOf(status)
  return html`
    <div class=${`last ${outcome}`} data-last=${outcome} data-status=${status ?? ''} data-reason=${reason ?? ''} data-replica=${replica ?? ''}>
      <p aria-live="polite">
        <span class="sign" aria-hidden="true">${signs[outcome]}</span>
        <strong>${status ?? t.you.noAnswer} ${t.outcomes[outcome]}</strong>
        <span class="quiet"> ${replica ? t.you.answeredBy(replica) : t.you.noReplica}</span>
        ${reason && html`<span class="reason">${t.reasons[reason] ?? reason}</span>`}
      </p>
      <details>
        <summary>${t.you.body} <code>${method} ${path}</code></summary>
        <pre tabindex="0">${body || '–'}</pre>
      </details>
    </div>
  `
}
