/** A table without borders, and figures as it shows them. */

import Table from 'cli-table3'

const noBorders = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((name) => [name, '']),
)

/** The first two columns are words, the others figures. */
export function plainTable(head: string[], gap = '  ') {
  return new Table({
    head,
    colAligns: head.map((_, index) => (index < 2 ? 'left' : 'right')),
    chars: { ...noBorders, middle: gap },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  })
}

export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
export const whole = (value: number) => Math.round(value).toLocaleString('en')
export const share = (value: number) => `${(value * 100).toFixed(1)}%`
export const milliseconds = (value: number | undefined) =>
  value === undefined ? '-' : value.toFixed(value < 10 ? 2 : 0)
