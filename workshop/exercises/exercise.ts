/** One exercise of the workshop: what is to be answered, and how the lab finds out by experiment whether the answer is right. */
import type { Language } from '../../dashboard/page/texts/texts.ts'
import type { Stack, Topology } from '../../stack/stack.ts'

/** The same in every language. */
export type LocalizedText = Readonly<Record<Language, string>>

export interface Exercise {
  /** What an answer looks like, and what it is about. */
  readonly asks: LocalizedText
  readonly looksLike: RegExp
  /** The stack that the experiment needs. */
  readonly topology: Pick<Topology, 'modes' | 'replicas' | 'tokenTtlSeconds' | 'accessTtlSeconds'>
  /** Leaves the stack as it was. */
  experiment(stack: Stack, answer: string): Promise<Finding>
}

export interface Finding {
  readonly isRight: boolean
  /** What the experiment has shown: said of a right answer. */
  readonly seen: LocalizedText
  /** Where to look again, without giving the answer away: said of a wrong one. */
  readonly hint: LocalizedText
}

/** Both languages' words for an answer that is a number with or without a unit: `75`, `75%`, `0.75 s` → 75, 75, 0.75. */
export const numberIn = (answer: string) => Number.parseFloat(answer.replace(',', '.'))
