/** An exercise of the workshop: its question, and the experiment that checks an answer. */
import type { Language } from '../../dashboard/page/texts/texts.ts'
import type { Stack, Topology } from '../../stack/stack.ts'

/** A text in every language. */
export type LocalizedText = Readonly<Record<Language, string>>

/** One exercise. */
export interface Exercise {
  /** What to answer, with an example of the format. */
  readonly question: LocalizedText
  readonly answerPattern: RegExp
  /** The stack that the experiment needs. */
  readonly topology: Pick<Topology, 'modes' | 'replicas' | 'tokenTtlSeconds' | 'accessTtlSeconds'>
  /** Leaves the stack in its initial state. */
  experiment(stack: Stack, answer: string): Promise<Finding>
}

/** Result of an experiment. */
export interface Finding {
  readonly isRight: boolean
  /** What the experiment showed; printed after a right answer. */
  readonly observed: LocalizedText
  /** Where to look, without the answer; printed after a wrong answer. */
  readonly hint: LocalizedText
}

/** Reads a number with or without a unit: `75`, `75%`, `0.75 s`. A decimal comma is accepted. */
export const numberIn = (answer: string) => Number.parseFloat(answer.replace(',', '.'))
