/** A bounded cache in this process's memory. */

/** Values by key. Keys that are looked up stay; others are dropped. */
export interface BoundedCache<Key, Value> {
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
}

/**
 * Keeps at least the last `size` keys that were looked up, and at most twice as many: in two generations, of which the older is
 * dropped as a whole when the younger is full. So a look-up is one read of a map; an LRU list would be written by each.
 */
export function createBoundedCache<Key, Value>(size: number): BoundedCache<Key, Value> {
  let younger = new Map<Key, Value>()
  let elder = new Map<Key, Value>()
  function set(key: Key, value: Value): void {
    if (younger.size >= size) {
      elder = younger
      younger = new Map()
    }
    younger.set(key, value)
  }
  return {
    get: (key) => {
      const value = younger.get(key)
      if (value !== undefined) return value
      const kept = elder.get(key)
      if (kept !== undefined) set(key, kept)
      return kept
    },
    set,
  }
}
