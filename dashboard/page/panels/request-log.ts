/** The request log: this page's own requests, newest first. */
import { html } from 'htm/preact'
import { outcomeOf, outcomeSymbols } from '../outcome.ts'
import type { View } from '../page-state.ts'
import type { Exchange } from './browser.ts'

const maxRows = 30

export function RequestLog({ page, t }: View) {
  const { exchanges } = page
  const refused = exchanges.filter(({ status }) => status === 401).length
  return html`
    <section class="card request-log" aria-labelledby="request-log-title">
      <header>
        <h2 id="request-log-title">${t.requestLog.title}</h2>
        <p class="quiet" data-requests=${exchanges.length} data-refused=${refused}>${t.requestLog.tally(exchanges.length, refused)}</p>
        ${exchanges.length > 0 && html`<button type="button" data-action="clear" onClick=${() => page.change({ exchanges: [] })}>${t.requestLog.clear}</button>`}
      </header>
      ${
        exchanges.length === 0
          ? html`<p class="quiet">${t.requestLog.empty}</p>`
          : html`<div class="scroll" tabindex="0" role="group" aria-labelledby="request-log-title">
            <table>
              <thead>
                <tr>
                  <th scope="col">${t.requestLog.time}</th>
                  <th scope="col">${t.requestLog.request}</th>
                  <th scope="col">${t.requestLog.replica}</th>
                  <th scope="col">${t.requestLog.answer}</th>
                  <th scope="col" class="number">${t.requestLog.bytes}</th>
                </tr>
              </thead>
              <tbody>
                ${exchanges.slice(0, maxRows).map((exchange) => html`<${Row} key=${exchange.id} t=${t} exchange=${exchange} />`)}
              </tbody>
            </table>
          </div>`
      }
    </section>
  `
}

function Row({ t, exchange }: { t: View['t']; exchange: Exchange }) {
  const { id, atMs, action, method, path, status, reason, replica, bytes } = exchange
  const outcome = outcomeOf(status)
  return html`
    <tr data-exchange=${id} data-did=${action} data-status=${status ?? ''} data-reason=${reason ?? ''} data-replica=${replica ?? ''}>
      <td class="quiet time">${new Date(atMs).toLocaleTimeString('en-GB')}</td>
      <td><span class="did">${t.browser.actions[action]}</span> <code class="quiet">${method} ${path}</code></td>
      <td class="by">${replica ?? (status === undefined ? '–' : 'nginx')}</td>
      <td class=${outcome}>
        <span class="sign" aria-hidden="true">${outcomeSymbols[outcome]}</span> ${status ?? t.browser.noAnswer}
        ${reason && html` <span class="quiet">${t.reasons[reason] ?? reason}</span>`}
      </td>
      <td class="number quiet">${bytes ? `${bytes.sent} / ${bytes.received}` : ''}</td>
    </tr>
  `
}
