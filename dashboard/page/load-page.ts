/** Loads the page, and reloads it where one of its modules failed to load: a browser aborts downloads when the network changes. */
import('./start.ts').catch((error: unknown) => {
  if (!(error instanceof TypeError)) throw error
  setTimeout(() => location.reload(), 1_000)
})
