/** The credential that the browser sends, decoded; and the controls of an attacker with a copy of it. */
import { html } from 'htm/preact'
import { useEffect, useState } from 'preact/hooks'
import type { Echo } from '../../protocol/events.ts'
import { outcomeOf, outcomeSymbols } from '../outcome.ts'
import type { PageState, View } from '../page-state.ts'
import { decodeToken, secondsLeft } from '../token.ts'

export function CredentialPanel(view: View) {
  const { page, t } = view
  const { mode, browser } = page
  const { sent, authorization } = browser.credential(mode.name)
  const cookies = sent.cookie?.split('; ') ?? []
  const total = page.exchanges.find((exchange) => exchange.mode === mode.name && exchange.bytes)?.bytes?.sent
  const size = credentialBytes(sent)
  const isForgeable = authorization?.startsWith('Bearer ') ?? false
  return html`
    <details class="credential" open data-holds=${size === 0 ? 'nothing' : 'credential'}>
      <summary><h3>${t.credential.title}</h3></summary>
      ${size === 0 && html`<p class="quiet">${t.credential.none}</p>`}
      ${
        cookies.length > 0 &&
        html`
        <p class="label">${t.credential.cookie} <span class="quiet">${t.credential.cookieNote}</span></p>
        ${cookies.map((cookie) => html`<${CookieValue} t=${t} cookie=${cookie} />`)}
      `
      }
      ${
        sent.authorization &&
        html`
        <p class="label">${t.credential.header} <span class="quiet">${t.credential.headerNote}</span></p>
        <${HeaderValue} t=${t} value=${sent.authorization} />
      `
      }
      ${size > 0 && total !== undefined && html`<p class="bytes" data-bytes=${size}>${t.credential.bytes(size, total)}</p>`}
      <div class="actions">
        ${
          isForgeable &&
          html`<button type="button" data-action="forge" title=${t.credential.forgeNote} onClick=${() => void browser.forge(mode)}>
            ${t.credential.forge}
          </button>`
        }
        ${size > 0 && html`<button type="button" data-action="steal" onClick=${() => steal(page)}>${t.credential.steal}</button>`}
      </div>
      <${AttackerPanel} ...${view} />
    </details>
  `
}

/** Copies the credential that the browser sends, for the attacker. */
export function steal(page: PageState): void {
  const { user = '?', sent } = page.browser.credential(page.mode.name)
  page.change({ stolen: { mode: page.mode.name, user, echo: sent } })
}

function AttackerPanel({ page, t }: View) {
  const { stolen, mode } = page
  if (!stolen || stolen.mode !== mode.name) return null
  const last = page.exchanges.find(({ action, mode: asked }) => action === 'attacker' && asked === mode.name)
  const outcome = last && outcomeOf(last.status)
  return html`
    <div class="attacker" data-stolen-from=${stolen.user}>
      <p><strong>${t.credential.stolen}:</strong> ${t.credential.stolenFrom(stolen.user)}</p>
      ${
        last &&
        outcome &&
        html`<p class=${outcome} role="status" data-attacker=${outcome} data-status=${last.status ?? ''}>
          <span class="tone"><span class="sign" aria-hidden="true">${outcomeSymbols[outcome]}</span> ${last.status ?? t.browser.noAnswer} ${t.outcomes[outcome]}</span>
          <span class="quiet"> ${last.reason ? (t.reasons[last.reason] ?? last.reason) : nameIn(last.body)}</span>
        </p>`
      }
      <div class="actions">
        <button type="button" data-action="attacker" onClick=${() => page.browser.sendAsAttacker(mode, stolen.echo)}>${t.credential.sendAsAttacker}</button>
        <button type="button" data-action="drop-stolen" onClick=${() => page.change({ stolen: undefined })}>${t.credential.deleteCopy}</button>
      </div>
    </div>
  `
}

/** The user name in a response to `/me`. */
function nameIn(body: string): string {
  try {
    return (JSON.parse(body) as { name?: string }).name ?? ''
  } catch {
    return ''
  }
}

function CookieValue({ t, cookie }: { t: View['t']; cookie: string }) {
  const [name = '', value = ''] = cookie.split(/=(.*)/s)
  return decodeToken(value)
    ? html`<code class="value"><b>${name}=</b></code><${TokenValue} t=${t} token=${value} />`
    : html`<code class="value" data-cookie=${name}><b>${name}=</b>${value}</code>`
}

function HeaderValue({ t, value }: { t: View['t']; value: string }) {
  const [scheme = '', credential = ''] = value.split(' ')
  if (scheme === 'Basic') {
    return html`
      <code class="value"><b>${scheme}</b> ${credential}</code>
      <p class="warn" data-password>${t.credential.password(atob(credential))}</p>
    `
  }
  return html`<${TokenValue} t=${t} token=${credential} />`
}

/** A token's three parts, each with its own colour and label. */
function TokenValue({ t, token }: { t: View['t']; token: string }) {
  const [nowMs, tick] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const decoded = decodeToken(token)
  if (!decoded) return html`<code class="value">${token}</code>`
  const [header, payload, signature] = decoded.parts
  const left = secondsLeft(decoded, nowMs)
  return html`
    <div class="token" data-token>
      <code class="value" tabindex="0"><span class="part-1">${header}</span>.<span class="part-2">${payload}</span>.<span class="part-3">${signature}</span></code>
      <p class="label">${t.credential.token}</p>
      <dl>
        <dt class="part-1">${t.credential.tokenHeader}</dt>
        <dd><pre>${JSON.stringify(decoded.header)}</pre></dd>
        <dt class="part-2">${t.credential.tokenPayload}</dt>
        <dd class="claims" data-payload=${JSON.stringify(decoded.payload)}>
          ${Object.entries(decoded.payload).map(
            ([name, value]) => html`<code data-claim=${name}><b>${name}</b> ${JSON.stringify(value)}</code>`,
          )}
        </dd>
        <dt class="part-3">${t.credential.tokenSignature}</dt>
        <dd><pre>${signature}</pre></dd>
      </dl>
      ${
        left !== undefined &&
        html`<p class=${left > 0 ? 'bytes' : 'warn'} data-expires=${left}>
          ${left > 0 ? t.credential.expiresIn(left) : t.credential.expired(-left)}
        </p>`
      }
    </div>
  `
}

/** Whether the request is authenticated. The load balancer's `route` cookie is not a credential. */
export function hasCredential({ cookie = '', authorization }: Echo): boolean {
  return authorization !== undefined || cookie.split('; ').some((one) => one !== '' && !one.startsWith('route='))
}

/** Size of the credential's header lines, with names and line ends. */
export function credentialBytes({ cookie, authorization }: Echo): number {
  const line = (name: string, value: string | undefined) => (value === undefined ? 0 : name.length + value.length + 4)
  return line('cookie', cookie) + line('authorization', authorization)
}
