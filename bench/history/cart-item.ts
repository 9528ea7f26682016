/** Cart items, and titles of posts alike: unique over the run where they are sent, short where the history keeps them. */

/** A number where the item is of the operation's own session (`2` of `user-7.3.2`); else the whole name as it came. */
export type Item = number | string

/** The name that is sent and read, e.g. `user-7.3.2`: user, session, step of the session. */
export function itemName({ user, session }: { readonly user: string; readonly session: number }, item: Item): string {
  return typeof item === 'string' ? item : `${user}.${session}.${item}`
}

/** The inverse of `itemName`. */
export function itemOf({ user, session }: { readonly user: string; readonly session: number }, name: string): Item {
  const prefix = `${user}.${session}.`
  const number = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN
  return Number.isInteger(number) ? number : name
}
