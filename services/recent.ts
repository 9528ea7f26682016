/** A bounded memory of what was found out: for what need not be found out anew each time. */

/** Remembers values by key. What is looked up stays; what is not, goes. */
export interface Recent<Key, Value> {
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
}

/**
 * Keeps the last `size` keys that were asked for, and at most twice as many: two generations, of which the elder is dropped
 * whole when the younger is full. So a look-up is one look into a map, where a list by age would be written with each.
 */
export function createRecent<Key, Value>(size: number): Recent<Key, Value> {
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
