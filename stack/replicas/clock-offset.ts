/**
 * Loaded before a replica's program (`--import …/clock-offset.ts?seconds=30`): shifts this process's clock by so many seconds,
 * backwards where negative. Timers are not affected, since a wrong clock runs at the right speed.
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

// Makes this file a module, which has a URL of its own.
export {}
