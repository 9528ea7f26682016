/** The browser: its login, the buttons that send requests, the last response, and its credential. */
import { html } from 'htm/preact'
import type { ModeInfo } from '../../protocol/events.ts'
import { type Action, actions } from '../actions.ts'
import { outcomeOf, outcomeSymbols } from '../outcome.ts'
import { lostLogin } from '../own-session.ts'
import type { View } from '../page-state.ts'
import type { Exchange } from './browser.ts'
import { CredentialPanel } from './credential-panel.ts'

/** The buttons of a mode. */
function actionsOf({ strategy }: ModeInfo): readonly Exclude<Action, 'login'>[] {
  return actions
    .filter((action) => action !== 'login')
    .filter((action) => action !== 'refresh' || strategy === 'jwt-refresh')
}

/** Sends the request `times` times, one after the other. */
async function act({ page }: View, action: Exclude<Action, 'login'>, times = 1): Promise<void> {
  const { mode, browser } = page
  for (let done = 0; done < times; done += 1) await browser.act(mode, action)
}

export function BrowserPanel(view: View) {
  const { page, t } = view
  const { mode, browser } = page
  const lost = lostLogin(page)
  const user = lost === undefined ? browser.credential(mode.name).user : undefined
  const last = page.exchanges.find((exchange) => exchange.mode === mode.name && exchange.action !== 'attacker')
  const isBusy = page.busy.has('browser')
  const run = (work: () => Promise<unknown>) => page.runExclusive('browser', work)
  return html`
    <section class="card browser" data-node="browser" aria-labelledby="browser-title">
      <header>
        <h2 id="browser-title">${t.browser.title}</h2>
        <p class=${user ? 'who in' : lost ? 'who lost' : 'who'} role="status" data-user=${user ?? ''} data-lost=${lost ?? ''}>
          ${user ? t.browser.loggedInAs(user) : lost ? t.browser.lost(lost) : t.browser.loggedOut}
        </p>
      </header>
      <fieldset class="users" disabled=${isBusy}>
        <legend>${t.browser.who}</legend>
        ${page.info.users.map(
          ({ name }) => html`
            <button
              type="button"
              class=${name === user ? 'primary' : ''}
              data-action="login"
              data-as=${name}
              onClick=${() => run(() => browser.logIn(mode, name, page.asCookie))}
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
          ${t.browser.asCookie}
        </label>`
      }
      <div class="actions">
        ${actionsOf(mode).map(
          (action) => html`
            <button type="button" data-action=${action} disabled=${isBusy} onClick=${() => run(() => act(view, action))}>
              ${t.browser.actions[action]}
            </button>
          `,
        )}
        <button
          type="button"
          data-action="me-10"
          disabled=${isBusy}
          onClick=${() => run(() => act(view, 'me', 10))}
        >
          ${t.browser.actions.me} × 10
        </button>
      </div>
      <${LastAnswer} t=${t} exchange=${last} />
      <${CredentialPanel} ...${view} />
    </section>
  `
}

function LastAnswer({ t, exchange }: { t: View['t']; exchange: Exchange | undefined }) {
  if (!exchange) return html`<p class="last quiet" data-last="none">${t.browser.nothingYet}</p>`
  const { status, reason, replica, body, method, path } = exchange
  const outcome = outcomeOf(status)
  return html`
    <div class=${`last ${outcome}`} data-last=${outcome} data-status=${status ?? ''} data-reason=${reason ?? ''} data-replica=${replica ?? ''}>
      <p aria-live="polite">
        <span class="sign" aria-hidden="true">${outcomeSymbols[outcome]}</span>
        <strong>${status ?? t.browser.noAnswer} ${t.outcomes[outcome]}</strong>
        <span class="quiet"> ${replica ? t.browser.answeredBy(replica) : t.browser.noReplica}</span>
        ${reason && html`<span class="reason">${t.reasons[reason] ?? reason}</span>`}
      </p>
      <details>
        <summary>${t.browser.body} <code>${method} ${path}</code></summary>
        <pre tabindex="0">${body || '–'}</pre>
      </details>
    </div>
  `
}
