/** The page's connection to its server: events in, requests out. */
import type { Chapter } from '../protocol/chapter.ts'
import type { HelloEvent, LabInfo, LoadEvent, RequestsEvent, StackEvent } from '../protocol/events.ts'
import type { LoadRequest, StackAction } from '../protocol/requests.ts'

/** Handlers of the server's events. */
export interface LabListeners {
  onRequests(event: RequestsEvent): void
  onStack(event: StackEvent): void
  onLoad(event: LoadEvent): void
  /** Called when the event stream is lost or restored. */
  onConnection(isOnline: boolean): void
}

const storageKey = 'lab-key'

/** The key that allows changing the stack: in the served page, or in the address that `lab up` prints for the instructor. */
function findKey(): string {
  const hash = new URLSearchParams(location.hash.slice(1))
  const fromAddress = hash.get('key')
  if (fromAddress) {
    sessionStorage.setItem(storageKey, fromAddress)
    // Removed from the address bar: a projector shows the address, and bookmarks store it.
    hash.delete('key')
    history.replaceState(null, '', `${location.pathname}${hash.size > 0 ? `#${hash}` : ''}`)
  }
  const fromServer = document.querySelector<HTMLMetaElement>('meta[name=lab-key]')?.content
  return fromServer || sessionStorage.getItem(storageKey) || ''
}

const key = findKey()

/** Retries until the lab answers. */
export async function readLab(): Promise<LabInfo> {
  return read<LabInfo>('/lab/api/lab')
}

/** @returns an empty list where the language has no chapters */
export async function readChapters(language: string): Promise<readonly Chapter[]> {
  return read<Chapter[]>(`/lab/api/chapters/${language}`)
}

async function read<T>(path: string): Promise<T> {
  for (;;) {
    const response = await fetch(path, { headers: { 'x-lab-key': key } }).catch(() => undefined)
    if (response?.ok) return (await response.json()) as T
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

/** Subscribes to the events until the page is closed. Reconnects by itself, and reloads the page after a restart of the lab. */
export function listen(listeners: LabListeners): void {
  let boot: string | undefined
  let lost: ReturnType<typeof setTimeout> | undefined
  const connect = () => {
    const source = new EventSource('/lab/api/events')
    const on = <T>(name: string, handle: (event: T) => void) =>
      source.addEventListener(name, (message) => handle(JSON.parse((message as MessageEvent<string>).data) as T))
    on<HelloEvent>('hello', (hello) => {
      if (boot !== undefined && boot !== hello.boot) location.reload()
      boot = hello.boot
      clearTimeout(lost)
      lost = undefined
      listeners.onConnection(true)
    })
    on<RequestsEvent>('requests', listeners.onRequests)
    on<StackEvent>('stack', listeners.onStack)
    on<LoadEvent>('load', listeners.onLoad)
    source.addEventListener('error', () => {
      // Changing the stack interrupts the stream briefly; that is not reported.
      lost ??= setTimeout(() => listeners.onConnection(false), 1_500)
      if (source.readyState !== EventSource.CLOSED) return
      // An EventSource does not reconnect after an error response, such as nginx's 502.
      setTimeout(connect, 1_000)
    })
  }
  connect()
}

/** @returns what went wrong; undefined on success */
export function changeStack(action: StackAction): Promise<string | undefined> {
  return post('/lab/api/stack', action)
}

/** @returns what went wrong; undefined on success */
export function changeLoad(load: LoadRequest): Promise<string | undefined> {
  return post('/lab/api/load', load)
}

async function post(path: string, body: object): Promise<string | undefined> {
  try {
    const headers = { 'content-type': 'application/json', 'x-lab-key': key }
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (response.ok) return undefined
    const { detail, title } = (await response.json()) as { detail?: string; title?: string }
    return detail ?? title ?? `${response.status}`
  } catch (error) {
    return String(error)
  }
}
