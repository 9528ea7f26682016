/** The page's line to its server: what the lab is, what happens in it, and what the buttons ask for. */
import type {
  Chapter,
  HelloEvent,
  LabInfo,
  LoadEvent,
  LoadWish,
  RequestsEvent,
  StackAction,
  StackEvent,
} from '../server/events.ts'

/** What the page hears. */
export interface LabListeners {
  onRequests(event: RequestsEvent): void
  onStack(event: StackEvent): void
  onLoad(event: LoadEvent): void
  /** Whether events arrive. */
  onLine(isOnline: boolean): void
}

const keyOfTab = 'lab-key'

/** The key that may change the stack: the page has it from its server, or an instructor from the address that was printed. */
function findKey(): string {
  const hash = new URLSearchParams(location.hash.slice(1))
  const fromAddress = hash.get('key')
  if (fromAddress) {
    sessionStorage.setItem(keyOfTab, fromAddress)
    // It is not to be seen on the projector, nor to be bookmarked.
    hash.delete('key')
    history.replaceState(null, '', `${location.pathname}${hash.size > 0 ? `#${hash}` : ''}`)
  }
  const fromServer = document.querySelector<HTMLMetaElement>('meta[name=lab-key]')?.content
  return fromServer || sessionStorage.getItem(keyOfTab) || ''
}

const key = findKey()

/** What the lab is; waits for a lab that is still being started. */
export async function readLab(): Promise<LabInfo> {
  return read<LabInfo>('/lab/api/lab')
}

export async function readChapters(language: string): Promise<readonly Chapter[]> {
  return read<Chapter[]>(`/lab/api/chapters/${language}`)
}

async function read<T>(path: string): Promise<T> {
  for (;;) {
    const answer = await fetch(path, { headers: { 'x-lab-key': key } }).catch(() => undefined)
    if (answer?.ok) return (await answer.json()) as T
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

/** Listens for as long as the page lives. An event source comes again by itself; a lab that is another one than before is loaded anew. */
export function listen(listeners: LabListeners): void {
  let boot: string | undefined
  let lost: ReturnType<typeof setTimeout> | undefined
  const connect = () => {
    const source = new EventSource('/lab/api/events')
    const on = <T>(name: string, tell: (event: T) => void) =>
      source.addEventListener(name, (message) => tell(JSON.parse((message as MessageEvent<string>).data) as T))
    on<HelloEvent>('hello', (hello) => {
      if (boot !== undefined && boot !== hello.boot) location.reload()
      boot = hello.boot
      clearTimeout(lost)
      lost = undefined
      listeners.onLine(true)
    })
    on<RequestsEvent>('requests', listeners.onRequests)
    on<StackEvent>('stack', listeners.onStack)
    on<LoadEvent>('load', listeners.onLoad)
    source.addEventListener('error', () => {
      // A change of the stack ends the stream for a moment: nothing to tell of.
      lost ??= setTimeout(() => listeners.onLine(false), 1_500)
      if (source.readyState !== EventSource.CLOSED) return
      // It gives up where it is answered by an error, as by a load balancer whose page is gone.
      setTimeout(connect, 1_000)
    })
  }
  connect()
}

/** Asks for a change of the stack. The answer is what went wrong; undefined where it was done. */
export function changeStack(action: StackAction): Promise<string | undefined> {
  return post('/lab/api/stack', action)
}

export function changeLoad(wish: LoadWish): Promise<string | undefined> {
  return post('/lab/api/load', wish)
}

async function post(path: string, body: object): Promise<string | undefined> {
  try {
    const headers = { 'content-type': 'application/json', 'x-lab-key': key }
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (answer.ok) return undefined
    const { detail, title } = (await answer.json()) as { detail?: string; title?: string }
    return detail ?? title ?? `${answer.status}`
  } catch (error) {
    return String(error)
  }
}
