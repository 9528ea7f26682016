/** The diagram of the running system: its boxes, and the canvas on which requests move as dots. */
import { html } from 'htm/preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ReplicaView } from '../../protocol/events.ts'
import { outcomeSymbols, outcomes } from '../outcome.ts'
import { ownSession } from '../own-session.ts'
import type { View } from '../page-state.ts'
import { DotCanvas } from './dot-canvas.ts'

export function Diagram(
  view: View & { browserPanel: ComponentChildren; virtualUsersPanel: ComponentChildren; below: ComponentChildren },
) {
  const { page, t, browserPanel, virtualUsersPanel, below } = view
  const { stack, mode } = page
  const diagram = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (!canvas.current || !diagram.current) return
    const dots = new DotCanvas(canvas.current, diagram.current)
    page.dots = dots
    return () => dots.close()
  }, [page])
  // Any re-render can move a box.
  useEffect(() => page.dots?.measure())
  return html`
    <section class="picture" id="diagram" aria-label=${t.diagram} tabindex="-1">
      <div class="stage" ref=${diagram} data-redis=${mode.asksStore ? 'used' : 'unused'}>
        ${browserPanel}
        <div class="middle">
          ${virtualUsersPanel}
          <${Nginx} ...${view} />
        </div>
        <div class="replicas" role="group" aria-label=${t.replica.group}>
          ${stack.replicas.map((replica) => html`<${Replica} key=${replica.name} ...${view} replica=${replica} />`)}
          ${
            page.info.mayControl &&
            html`<button
              type="button"
              class="add"
              data-action="add-replica"
              disabled=${stack.replicas.length >= page.info.maxReplicas || page.busy.has(JSON.stringify({ verb: 'add-replica' }))}
              onClick=${() => page.changeStack({ verb: 'add-replica' })}
            >
              + ${t.replica.add}
            </button>`
          }
          ${!page.info.mayControl && html`<p class="quiet">${t.onlyInstructor}</p>`}
        </div>
        ${stack.redis && html`<${Redis} ...${view} />`}
        <div class="below">
          <${Legend} t=${t} />
          ${below}
        </div>
        <canvas ref=${canvas} aria-hidden="true"></canvas>
      </div>
    </section>
  `
}

function Nginx({ page, t }: View) {
  const { perSecond, shown } = page.flow
  const share = perSecond === 0 ? 100 : Math.round((100 * shown) / perSecond)
  return html`
    <section class="card nginx" data-node="nginx" data-state="up" aria-label=${`${t.nginx.title}, ${t.nginx.role}`}>
      <h2>${t.nginx.title}</h2>
      <p class="quiet">${t.nginx.role}</p>
      <p class="policy"><code>${page.mode.policy}</code></p>
      <p class="rate" data-flow=${perSecond} data-shown=${shown}>
        <strong>${t.nginx.perSecond(perSecond.toLocaleString(page.language))}</strong>
        <span class="quiet">${share >= 100 ? t.nginx.all : t.nginx.sampled(share)}</span>
      </p>
    </section>
  `
}

function Replica({ page, t, replica }: View & { replica: ReplicaView }) {
  const { mode } = page
  const { name, state, cpuPercent, memoryMegabytes } = replica
  const sessions = replica.sessions[mode.name]
  const mine = ownSession(page, replica)
  const isUp = state === 'up' || state === 'silent'
  const verbs =
    state === 'paused'
      ? (['resume', 'kill'] as const)
      : isUp
        ? (['kill', 'pause', 'restart', 'remove'] as const)
        : (['start', 'remove'] as const)
  const isBusy = state === 'starting' || state === 'stopping'
  return html`
    <section class="card replica" data-node=${name} data-state=${state} data-sessions=${sessions ?? 'none'} aria-labelledby=${`${name}-title`}>
      <header>
        <h2 id=${`${name}-title`}>${name}</h2>
        <p class="state" role="status"><span aria-hidden="true">${stateSigns[state]}</span> ${t.replica.states[state]}</p>
      </header>
      <p class="holds">
        ${
          sessions === undefined
            ? html`<span class="quiet">${t.replica.holdsUnknown}</span>`
            : sessions === null
              ? html`<span class="quiet">${t.replica.holdsNothing}</span>`
              : html`<strong>${t.replica.holds(sessions)}</strong>`
        }
        ${mine && html`<span class="mine" data-mine=${mine}>★ ${t.replica.yours(mine)}</span>`}
      </p>
      ${typeof sessions === 'number' && html`<${SessionDots} count=${sessions} hasMine=${mine !== undefined} />`}
      <p class="quiet figures">
        ${cpuPercent !== undefined && html`<span>${t.replica.cpu(cpuPercent)}</span>`}
        ${memoryMegabytes !== undefined && html`<span>${t.replica.memory(memoryMegabytes)}</span>`}
      </p>
      ${
        page.info.mayControl &&
        html`<div class="verbs">
          ${verbs
            .filter((verb) => verb !== 'remove' || page.stack.replicas.length > 1)
            .map(
              (verb) => html`
                <button
                  type="button"
                  data-verb=${verb}
                  data-replica=${name}
                  disabled=${isBusy || page.busy.has(JSON.stringify({ verb, replica: name }))}
                  aria-label=${t.replica.doTo(t.replica.verbs[verb], name)}
                  onClick=${() => page.changeStack({ verb, replica: name })}
                >
                  ${t.replica.verbs[verb]}
                </button>
              `,
            )}
        </div>`
      }
    </section>
  `
}

const stateSigns = { up: '●', starting: '◐', stopping: '◑', paused: '❚❚', down: '✕', silent: '?' } as const

/** One square per session, up to a limit. */
function SessionDots({ count, hasMine }: { count: number; hasMine: boolean }) {
  const limit = 48
  const shown = Math.min(count, limit)
  return html`
    <div class="dots" aria-hidden="true">
      ${Array.from({ length: shown }, (_, i) => html`<i class=${hasMine && i === 0 ? 'own' : ''}></i>`)}
      ${count > limit && html`<span>+${count - limit}</span>`}
    </div>
  `
}

function Redis({ page, t }: View) {
  const { redis } = page.stack
  if (!redis) return null
  const { state, commandsPerSecond } = redis
  const isUsed = page.mode.asksStore
  const { user } = page.browser.credential(page.mode.name)
  const verbs =
    state === 'up'
      ? (['kill', 'pause'] as const)
      : state === 'paused'
        ? (['resume', 'kill'] as const)
        : (['start'] as const)
  return html`
    <section class=${isUsed ? 'card redis' : 'card redis unused'} data-node="redis" data-state=${state} aria-labelledby="redis-title">
      <header>
        <h2 id="redis-title">${t.redis.title}</h2>
        <p class="state" role="status"><span aria-hidden="true">${stateSigns[state]}</span> ${t.replica.states[state]}</p>
      </header>
      <p class="quiet">${t.redis.role}</p>
      <p class="holds">
        ${isUsed ? html`<strong>${t.redis.commands(commandsPerSecond)}</strong>` : html`<span class="quiet">${t.redis.unused}</span>`}
        ${page.mode.sessionLivesIn === 'store' && user && html`<span class="mine" data-mine=${user}>★ ${t.replica.yours(user)}</span>`}
      </p>
      ${
        page.info.mayControl &&
        html`<div class="verbs">
          ${verbs.map(
            (verb) => html`
              <button
                type="button"
                data-verb=${verb}
                data-redis
                disabled=${state === 'starting' || state === 'stopping'}
                aria-label=${t.replica.doTo(t.replica.verbs[verb], t.redis.title)}
                onClick=${() => page.changeStack({ verb, redis: true })}
              >
                ${t.replica.verbs[verb]}
              </button>
            `,
          )}
        </div>`
      }
    </section>
  `
}

function Legend({ t }: { t: View['t'] }) {
  return html`
    <p class="legend">
      <span>${t.diagramHint}</span>
      ${outcomes.map(
        (outcome) =>
          html`<span class=${`key ${outcome}`}><span class="sign" aria-hidden="true">${outcomeSymbols[outcome]}</span> ${t.outcomes[outcome]}</span>`,
      )}
    </p>
  `
}
