/** Loads the page, and loads it anew where a file of it did not come: a browser drops what is under way when a network comes or goes. */
import('./draw.ts').catch((error: unknown) => {
  if (!(error instanceof TypeError)) throw error
  setTimeout(() => location.reload(), 1_000)
})
