/** What the browser holds and sends to say who it is, decoded in place; and a copy of it in other hands. */
import { html } from 'htm/preact'
import { useEffect, useState } from 'preact/hooks'
import type { Echo } from '../../server/events.ts'
import { outcomeOf, signs } from '../outcome.ts'
import type { PageState } from '../page-state.ts'
import { decodeToken, secondsLeft } from '../token.ts'
import type { View } from '../view.ts'

export function CredentialPanel(view: View) {
  const { page, t } = view
  const { mode, browser } = page
  const { sent, authorization } = browser.credential(mode.name)
  const cookies = sent.cookie?.split('; ') ?? []
  const total = page.exchanges.find((exchange) => exchange.mode === mode.name && exchange.bytes)?.bytes?.sent
  const says = bytesOf(sent)
  const isForgeable = authorization?.startsWith('Bearer ') ?? false
  return html`
    <details class="credential" open data-holds=${says === 0 ? 'nothing' : 'credential'}>
      <summary><h3>${t.credential.title}</h3></summary>
      ${says === 0 && html`<p class="quiet">${t.credential.none}</p>`}
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
      ${says > 0 && total !== undefined && html`<p class="bytes" data-bytes=${says}>${t.credential.bytes(says, total)}</p>`}
      <div class="actions">
        ${
          isForgeable &&
          html`<button type="button" data-action="forge" title=${t.credential.forgeNote} onClick=${() => void browser.forge(mode)}>
            ${t.credential.forge}
          </button>`
        }
        ${says > 0 && html`<button type="button" data-action="steal" onClick=${() => steal(page)}>${t.credential.steal}</button>`}
      </div>
      <${Thief} ...${view} />
    </details>
  `
}

/** Copies what the browser sends, for somebody else to send. */
export function steal(page: PageState): void {
  const { user = '?', sent } = page.browser.credential(page.mode.name)
  page.change({ loot: { mode: page.mode.name, user, echo: sent } })
}

function Thief({ page, t }: View) {
  const { loot, mode } = page
  if (!loot || loot.mode !== mode.name) return null
  const last = page.exchanges.find(({ action, mode: asked }) => action === 'thief' && asked === mode.name)
  const outcome = last && outcomeOf(last.status)
  return html`
    <div class="thief" data-loot=${loot.user}>
      <p><strong>${t.credential.stolen}:</strong> ${t.credential.stolenFrom(loot.user)}</p>
      ${
        last &&
        outcome &&
        html`<p class=${outcome} role="status" data-thief=${outcome} data-status=${last.status ?? ''}>
          <span class="tone"><span class="sign" aria-hidden="true">${signs[outcome]}</span> ${last.status ?? t.you.noAnswer} ${t.outcomes[outcome]}</span>
          <span class="quiet"> ${last.reason ? (t.reasons[last.reason] ?? last.reason) : nameIn(last.body)}</span>
        </p>`
      }
      <div class="actions">
        <button type="button" data-action="thief" onClick=${() => page.browser.knockAsThief(mode, loot.echo)}>${t.credential.knock}</button>
        <button type="button" data-action="drop-loot" onClick=${() => page.change({ loot: undefined })}>${t.credential.dropLoot}</button>
      </div>
    </div>
  `
}

/** Whom an answer is for, as it says. */
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

/** A token in its three parts, each in a colour and under a name of its own. */
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

/** Whether any of it says who is asking; a load balancer's own cookie does not. */
export function saysWho({ cookie = '', authorization }: Echo): boolean {
  return authorization !== undefined || cookie.split('; ').some((one) => one !== '' && !one.startsWith('route='))
}

/** Bytes of the header lines, names and line ends with them. */
export function bytesOf({ cookie, authorization }: Echo): number {
  const line = (name: string, value: string | undefined) => (value === undefined ? 0 : name.length + value.length + 4)
  return line('cookie', cookie) + line('authorization', authorization)
}
