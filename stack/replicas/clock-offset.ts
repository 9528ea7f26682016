/**
 * Loaded before a replica's program (`--import …/clock-offset.ts?seconds=30`): from then on this process's clock is so many
 * seconds ahead, or upstreams. Timers go on as they were: a clock that is off does not run faster.
 */
const offsetMs = 1000 * Number(new URL(import.meta.url).searchParams.get('seconds'))

const trueNow = Date.now
const { timeOrigin } = performance

Date.now = () => trueNow() + offsetMs
globalThis.Date = new Proxy(Date, {
  construct: (date, given, newTarget) => Reflect.construct(date, given.length > 0 ? given : [date.now()], newTarget),
  apply: (date) => new date(date.now()).toString(),
})
Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin + offsetMs })

// A file without imports or exports would be no module, and have no URL of its own.
export {}
