/** A workshop chapter as data: the page builds elements from it, so that no text can become markup. */

/** Names of the parts of every chapter. */
export type ChapterPart = 'question' | 'predict' | 'do' | 'observe' | 'explain' | 'exercise'

/** A piece of running text. `do` links to a step that the page performs, `see` to an observation that the page can confirm. */
export type Inline =
  | string
  | { readonly kind: 'strong' | 'em'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link' | 'do' | 'see'; readonly inlines: readonly Inline[]; readonly target: string }

/** A block of a chapter's text. */
export type Block =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'code'; readonly text: string; readonly language: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] }

/** One chapter of the workshop. */
export interface Chapter {
  readonly number: number
  readonly title: string
  readonly minutes: number
  readonly parts: Readonly<Record<ChapterPart, readonly Block[]>>
  /** The predictions to choose from. */
  readonly choices: readonly (readonly Inline[])[]
  /** Index of the choice that the lab confirms. */
  readonly answer: number
}
