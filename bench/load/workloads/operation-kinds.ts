/** The kinds of operations that workloads make, with what each expects of its answer: the only list of them. */

export interface OperationKind {
  /** What the request is. */
  readonly summary: string
  /** The correct answer while the session is valid (afterwards a refusal is always correct); `either`: both are correct. */
  readonly expects: 'success' | 'refusal' | 'either'
  /** A successful answer is parsed, because it names the user or contains the cart. */
  readonly isParsed?: true
  /** It ends the user's credential, and so is a remedy against a stolen one: from then on a refusal is correct. */
  readonly ends?: true
}

export const operationKinds = {
  login: { summary: 'a login', expects: 'success', isParsed: true },
  me: { summary: 'which user is logged in', expects: 'success', isParsed: true },
  posts: { summary: 'a list of posts', expects: 'success' },
  'post-add': { summary: 'a new post', expects: 'success' },
  cart: { summary: 'a read of the cart', expects: 'success', isParsed: true },
  'cart-add': { summary: 'a new item in the cart', expects: 'success', isParsed: true },
  logout: { summary: 'a logout', expects: 'success', ends: true },
  'logout-all': { summary: 'a logout on all devices', expects: 'success', ends: true },
  'new-password': { summary: 'a change of the password', expects: 'success', isParsed: true, ends: true },
  'old-password': { summary: 'the password changed back', expects: 'success', isParsed: true },
  disable: { summary: 'the account disabled by an admin', expects: 'success', ends: true },
  enable: { summary: 'the account enabled again', expects: 'success' },
  probe: { summary: 'a request with the credential that a logout ended', expects: 'success', isParsed: true },
  admin: { summary: "an admin's page", expects: 'success' },
  promote: { summary: 'the role admin given', expects: 'success' },
  demote: { summary: 'the role admin taken away', expects: 'success' },
  'admin-probe': { summary: "an admin's page after the role was taken away", expects: 'refusal' },
  thief: { summary: 'a request with a copied credential', expects: 'either', isParsed: true },
  attack: { summary: 'a request with a forged credential', expects: 'refusal', isParsed: true },
  control: { summary: 'a request with an honest credential beside an attack', expects: 'success', isParsed: true },
  prepare: { summary: 'a preparatory request for an attack', expects: 'either' },
} as const satisfies Record<string, OperationKind>

export type OperationKindName = keyof typeof operationKinds

/** What a user, or its admin, can do against a stolen credential. */
export type Remedy = {
  [Name in OperationKindName]: (typeof operationKinds)[Name] extends { readonly ends: true } ? Name : never
}[OperationKindName]

/** The kinds of which this is true. Older histories may hold kinds that are none of these. */
export function kindsWhere(isTrue: (kind: OperationKind) => boolean): ReadonlySet<string> {
  return new Set(Object.entries<OperationKind>(operationKinds).flatMap(([name, kind]) => (isTrue(kind) ? [name] : [])))
}

export const remedies = [...kindsWhere(({ ends }) => ends === true)] as readonly Remedy[]
