/** The kinds of life a sandbox loan can have: one story (its money) and any number of traits (its people and flags). */
import { randomOf } from './random.ts'

/** Stories, named after the loan's state on the tenant's first day. Every loan has exactly one. */
export const stories = {
  new: 'opened within the last month, nothing due yet',
  current: 'pays within days of every due date',
  'late-1-29': '1 to 29 days late',
  'late-30-59': '30 to 59 days late',
  'late-60-89': '60 to 89 days late',
  'late-90-119': '90 to 119 days late',
  'late-120-149': '120 to 149 days late',
  'late-150-179': '150 to 179 days late',
  'late-180-plus': '180 days late or more, not charged off',
  'rolling-30': 'missed one instalment long ago, pays one a period since: always one behind',
  'cured-after-60': 'was 60 to 89 days late, then paid everything that was due',
  'partially-paid': 'pays instalments in parts, one is half paid and late',
  'past-due-adjusted': 'was late, the lender zeroed the amount and days past due',
  'paid-off-early': 'paid off before the last due date',
  'paid-at-term': 'paid with the last instalment',
  'charged-off': 'charged off after 180 days',
  'charged-off-recovering': 'charged off, small recoveries since',
  'charged-off-paid': 'charged off, the whole amount recovered',
  'bankrupt-7': 'chapter 7 petition on a current loan',
  'bankrupt-13': 'chapter 13 petition on a late loan',
  'bankrupt-discharged': 'chapter 7 filed and discharged',
  'bankrupt-dismissed': 'chapter 13 filed and dismissed',
  deferred: 'due dates moved by the lender',
  modified: 'modified once: two setups',
  'reversed-payment': 'a payment came back days later, paid again after that',
  'principal-only': 'made extra payments to principal, which satisfy no instalment',
} as const
export type Story = keyof typeof stories

export const traits = {
  'joint-one-address': 'a second borrower at the same address',
  'joint-two-addresses': 'a second borrower at another address',
  biweekly: 'an instalment every two weeks',
  weekly: 'an instalment every week',
  semimonthly: 'two instalments a month',
  draft: 'never activated (LoanSetup.active 0)',
  archived: 'archived: no archive rows from that day',
  temporary: 'a temporary account',
  deleted: 'deleted: flags stay readable by id, gone from search',
  company: 'the only customer is a company',
  'company-with-liable-person': 'a company and a person liable with it',
  'override-97': 'creditStatus set to 97 by hand',
  'override-93': 'creditStatus set to 93 by hand',
  'override-DA': 'creditStatus set to DA by hand',
  'override-99': 'creditStatus set to 99 by hand: do not send',
  'ssn-masked': 'the stored number itself is a mask',
  'ssn-absent': 'no number',
  'accented-name': 'a name with letters outside ASCII',
  'apostrophe-name': "a name like O'Brien",
  'hyphenated-name': 'a name like Smith-Jones',
  'generation-suffix': 'junior, senior, III',
  'po-box': 'a post office box',
  'military-address': 'APO, FPO or DPO',
  'special-comment': 'a Special Comment Code in its custom field',
  'compliance-condition': 'a Compliance Condition Code in its custom field',
} as const
export type Trait = keyof typeof traits

export type LifeKind = Story | Trait

export interface Life {
  story: Story
  traits: readonly Trait[]
}

/** Every kind there is, with what it means. */
export function lifeKinds(): { kind: LifeKind; meaning: string }[] {
  return Object.entries({ ...stories, ...traits }).map(([kind, meaning]) => ({ kind: kind as LifeKind, meaning }))
}

/**
 * The first loans of every portfolio: 30 hold each kind at least once (some share a loan), the ten after them give the kinds
 * that had to share one of their own.
 */
const firstLives: readonly (readonly [Story, ...Trait[]])[] = [
  ['current'],
  ['late-30-59', 'po-box'],
  ['late-60-89'],
  ['new', 'generation-suffix'],
  ['current', 'joint-one-address', 'special-comment'],
  ['late-90-119', 'compliance-condition'],
  ['charged-off'],
  ['late-1-29', 'accented-name'],
  ['paid-off-early', 'military-address'],
  ['bankrupt-7', 'hyphenated-name'],
  ['late-120-149'],
  ['rolling-30', 'joint-two-addresses'],
  ['late-150-179', 'override-97'],
  ['late-180-plus', 'override-93'],
  ['cured-after-60'],
  ['partially-paid', 'apostrophe-name'],
  ['paid-at-term', 'weekly'],
  ['charged-off-recovering'],
  ['charged-off-paid'],
  ['bankrupt-13', 'joint-one-address'],
  ['bankrupt-discharged', 'ssn-absent'],
  ['bankrupt-dismissed', 'ssn-masked'],
  ['deferred'],
  ['modified'],
  ['reversed-payment', 'semimonthly'],
  ['principal-only', 'biweekly'],
  ['current', 'draft', 'temporary'],
  ['past-due-adjusted', 'company-with-liable-person'],
  ['paid-off-early', 'archived', 'override-99'],
  ['current', 'company', 'deleted', 'override-DA'],
  ['late-150-179'],
  ['late-180-plus'],
  ['current', 'override-99'],
  ['late-30-59', 'override-DA'],
  ['current', 'company'],
  ['current', 'temporary'],
  ['current', 'draft'],
  ['current', 'archived'],
  ['current', 'deleted'],
  ['reversed-payment'],
]

/** Shares of a portfolio, in parts of a thousand; the rest is current. */
const storyShares: readonly (readonly [Story, number])[] = [
  ['new', 40],
  ['late-1-29', 60],
  ['late-30-59', 30],
  ['late-60-89', 20],
  ['late-90-119', 12],
  ['late-120-149', 10],
  ['late-150-179', 8],
  ['late-180-plus', 6],
  ['rolling-30', 20],
  ['cured-after-60', 30],
  ['partially-paid', 20],
  ['past-due-adjusted', 8],
  ['paid-off-early', 40],
  ['paid-at-term', 25],
  ['charged-off', 16],
  ['charged-off-recovering', 8],
  ['charged-off-paid', 5],
  ['bankrupt-7', 7],
  ['bankrupt-13', 7],
  ['bankrupt-discharged', 5],
  ['bankrupt-dismissed', 4],
  ['deferred', 15],
  ['modified', 12],
  ['reversed-payment', 20],
  ['principal-only', 15],
]

/** Groups of traits that exclude each other, in parts of a thousand. */
const traitShares: readonly (readonly (readonly [Trait, number])[])[] = [
  [
    ['joint-one-address', 120],
    ['joint-two-addresses', 40],
    ['company', 5],
    ['company-with-liable-person', 5],
  ],
  [
    ['biweekly', 70],
    ['weekly', 30],
    ['semimonthly', 30],
  ],
  [
    ['draft', 8],
    ['archived', 15],
    ['temporary', 4],
    ['deleted', 5],
  ],
  [
    ['override-97', 2],
    ['override-93', 4],
    ['override-DA', 1],
    ['override-99', 4],
  ],
  [
    ['ssn-masked', 3],
    ['ssn-absent', 8],
  ],
  [
    ['accented-name', 20],
    ['apostrophe-name', 15],
    ['hyphenated-name', 20],
  ],
  [['generation-suffix', 25]],
  [
    ['po-box', 30],
    ['military-address', 8],
  ],
  [['special-comment', 15]],
  [['compliance-condition', 8]],
]

function draw<T>(shares: readonly (readonly [T, number])[], thousandth: number): T | null {
  let rest = thousandth
  for (const [kind, share] of shares) {
    rest -= share
    if (rest < 0) return kind
  }
  return null
}

/** The life of the loan at a position of the portfolio; depends on nothing else. */
export function lifeOf(seed: number, index: number): Life {
  const first = firstLives[index]
  if (first) return { story: first[0], traits: first.slice(1) as Trait[] }
  const random = randomOf(seed, 'life', index)
  const story = draw(storyShares, random.int(0, 999)) ?? 'current'
  const drawn = traitShares.map((group) => draw(group, random.int(0, 999))).filter((trait) => trait !== null)
  return { story, traits: drawn }
}

/** A loan that opens while time moves: an ordinary payer, people drawn as for any other. */
export function laterLife(seed: number, index: number): Life {
  const life = lifeOf(seed, index + 1_000_000)
  const plain = new Set<Trait>([
    'draft',
    'archived',
    'temporary',
    'deleted',
    'override-97',
    'override-93',
    'override-DA',
  ])
  return { story: 'new', traits: life.traits.filter((trait) => !plain.has(trait)) }
}
