/** Loans that were reported before. Worked out by hand. */
import { due, loan, paid, payment, profile, snapshot } from '../support.ts'
import { current, type History, paidThroughJune, reported } from './history.ts'

const missedSinceFebruary = due('2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15', '2026-06-15', '2026-07-15')

/** What no fact tells is taken over. */
export const carried: History[] = [
  {
    name: 'months before the source begins are as reported, those it tells are its own',
    facts: loan({ ...paidThroughJune, dateOpened: '2024-01-10', snapshots: [current] }),
    asOf: '2026-06-30',
    // April to January 0, December 1, November 2, October 1, then 0 back to May 2024.
    previous: reported('2026-05-31', '11', { paymentHistoryProfile: `0000121${'0'.repeat(17)}` }),
    findings: [],
    // One month on: May stands first, May 2024 falls out. From February on the facts tell.
    expected: { accountStatus: '11', paymentHistoryProfile: `00000121${'0'.repeat(16)}` },
    evidence: { paymentHistoryProfile: 'as reported for 2026-05-31' },
  },
  {
    name: 'without instalments: a reported date that rests on money taken back since is held, not carried as proven',
    facts: loan({
      dateOpened: '2025-01-10',
      satisfactions: [payment('2026-04-10', 90000, 'INSTALMENTS', '2026-06-12')],
      snapshots: [snapshot('2026-06-15', 500000, 100), snapshot('2026-06-30', 500000, 115)],
    }),
    asOf: '2026-06-30', // 115 days on June 30, so 30 on April 6; what was before it nobody knows
    previous: reported('2026-05-31', '71', { dateOfFirstDelinquency: '2026-05-05' }),
    findings: ['PREVIOUS-DOFD-1', 'DOFD-EDGE-1', 'PREVIOUS-PHP-1'],
    corrected: ['paymentHistoryProfile'], // 85 days on May 31
    expected: { accountStatus: '80', dateOfFirstDelinquency: '2026-04-06' },
  },
  {
    name: 'the same where the facts begin no earlier than what was reported',
    facts: loan({
      dateOpened: '2025-01-10',
      satisfactions: [payment('2026-04-10', 90000, 'INSTALMENTS', '2026-06-12')],
      snapshots: [snapshot('2026-06-15', 500000, 41), snapshot('2026-06-30', 500000, 56)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '71', { dateOfFirstDelinquency: '2026-05-05' }),
    findings: ['DOFD-HOLE-1', 'DOFD-UNPROVEN-1'], // May 31 to June 4 (June 15 less 11 days)
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-05-05' },
  },
  {
    name: 'the oldest snapshot is late already: the reported date of the same delinquency is carried',
    facts: loan({
      dateOpened: '2025-01-10',
      snapshots: [snapshot('2026-06-10', 500000, 45), snapshot('2026-06-30', 500000, 65)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '71', {
      dateOfFirstDelinquency: '2026-03-20',
      paymentHistoryProfile: profile('110'),
    }),
    commenced: '2026-02-18', // Mar 20 -20 = Feb 28, -10 = Feb 18
    findings: [], // no DOFD-EDGE-1
    // May: 45 - 10 = 35 days, 1; April 1, March 1, February 0 as reported.
    expected: { accountStatus: '78', dateOfFirstDelinquency: '2026-03-20', paymentHistoryProfile: profile('1110') },
    evidence: { dateOfFirstDelinquency: 'as reported for 2026-05-31: 2026-03-20' },
  },
  {
    name: 'bought debt: the date of the original creditor, before the account was opened',
    facts: loan({
      dateOpened: '2026-03-01',
      portfolioType: 'O',
      periodicPayment: null,
      lenderStatus: '93',
      snapshots: [snapshot('2026-06-30', 120000, null, { amountPastDue: 120000 })],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '93', {
      portfolioType: 'O',
      accountType: '0C',
      dateOfFirstDelinquency: '2024-08-14',
      paymentHistoryProfile: profile('GG'),
    }),
    commenced: '2024-07-15', // Aug 14 -14 = Jul 31, -16 = Jul 15
    daysPastDue: 715, // Jul 15, 2024 to Jul 15, 2025: 365; to Jun 30, 2026: 350
    findings: [],
    expected: {
      accountStatus: '93',
      currentBalance: 1200,
      amountPastDue: 1200,
      scheduledMonthlyPaymentAmount: 0,
      dateOfFirstDelinquency: '2024-08-14',
      paymentHistoryProfile: profile('GGG'),
    },
    evidence: { accountStatus: 'set by the lender; no fact tells how late the loan is' },
  },
  {
    name: 'current when reported, and the oldest snapshot late: an older instalment would have been late by the report',
    facts: loan({
      dateOpened: '2025-01-10',
      snapshots: [snapshot('2026-06-10', 500000, 35), snapshot('2026-06-30', 500000, 55)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '11', { paymentHistoryProfile: profile('000') }),
    commenced: '2026-05-06',
    // 30 days on Jun 5; the instalment before it, of Apr 6 or so, would have been 55 days late on May 31.
    findings: [],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-06-05', paymentHistoryProfile: profile('0000') },
  },
  {
    name: 'the same of a weekly loan: the week before may have been late first, and nothing tells',
    facts: loan({
      dateOpened: '2025-01-10',
      termsFrequency: 'W',
      snapshots: [snapshot('2026-06-10', 500000, 35), snapshot('2026-06-30', 500000, 55)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '11', { paymentHistoryProfile: profile('000') }),
    findings: ['DOFD-EDGE-1'],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-06-05' },
  },
  {
    name: 'instalments that begin in the middle of a delinquency do not make it younger',
    facts: loan({
      dateOpened: '2024-01-10',
      instalments: due('2026-05-15', '2026-06-15'), // by themselves: 30 days on Jun 14
      snapshots: [snapshot('2026-06-30', 500000)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '78', {
      dateOfFirstDelinquency: '2026-04-14',
      paymentHistoryProfile: profile('10'),
    }),
    findings: [],
    // The facts count 46 days, and 16 on May 31; but of what fell due before May 15 they tell nothing.
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-04-14', paymentHistoryProfile: profile('210') },
  },
  {
    name: 'nothing known between the report and the oldest snapshot: taken as unbroken, and said',
    facts: loan({
      dateOpened: '2025-01-10',
      snapshots: [snapshot('2026-06-10', 500000, 45), snapshot('2026-06-30', 500000, 65)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-03-31', '71', {
      dateOfFirstDelinquency: '2026-03-05',
      paymentHistoryProfile: profile('0'),
    }),
    findings: ['DOFD-HOLE-1'], // Mar 31 to May 26 (Jun 10 less 15 days)
    expected: { dateOfFirstDelinquency: '2026-03-05', paymentHistoryProfile: profile('1010') },
  },
  {
    name: 'two late snapshots with a hole in which the report saw it begin',
    facts: loan({ snapshots: [snapshot('2026-03-31', 500000, 45), snapshot('2026-04-30', 500000, 46)] }),
    asOf: '2026-04-30',
    previous: reported('2026-04-15', '71', {
      dateOfFirstDelinquency: '2026-04-10',
      paymentHistoryProfile: profile('10'),
    }),
    findings: [],
    expected: { dateOfFirstDelinquency: '2026-04-10', paymentHistoryProfile: profile('10') },
  },
  {
    name: 'a charge-off the source no longer lists, and the lender says 97',
    facts: loan({
      dateOpened: '2024-01-10',
      lenderStatus: '97',
      snapshots: [snapshot('2026-06-30', 300000, 0)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '97', {
      dateOfFirstDelinquency: '2025-03-17',
      originalChargeOffAmount: 4800,
      paymentHistoryProfile: `LLLLL654321${'0'.repeat(13)}`,
    }),
    findings: [],
    expected: {
      accountStatus: '97',
      currentBalance: 3000,
      amountPastDue: 3000,
      scheduledMonthlyPaymentAmount: 0,
      originalChargeOffAmount: 4800,
      dateOfFirstDelinquency: '2025-03-17',
      paymentHistoryProfile: `LLLLLL654321${'0'.repeat(12)}`,
    },
    evidence: { originalChargeOffAmount: 'as reported for 2026-05-31' },
  },
  {
    name: 'a paid charge-off that the source forgot stays what it was',
    facts: loan({ dateOpened: '2024-01-10', snapshots: [snapshot('2026-05-31', 0), snapshot('2026-06-30', 0)] }),
    asOf: '2026-06-30',
    previous: reported('2026-04-20', '64', {
      currentBalance: 0,
      dateClosed: '2026-04-20',
      dateOfFirstDelinquency: '2025-03-17',
      originalChargeOffAmount: 4800,
      paymentHistoryProfile: profile('LLLL'),
    }),
    findings: [],
    expected: {
      accountStatus: '64',
      currentBalance: 0,
      originalChargeOffAmount: 4800,
      dateOfFirstDelinquency: '2025-03-17',
      dateClosed: '2026-04-20',
      dateOfAccountInformation: '2026-04-20',
      paymentHistoryProfile: profile('LLLL'), // months after the one it was paid in are not appended
    },
  },
  {
    name: 'paid on a day that no fact tells any more: day, rating and date as reported',
    facts: loan({ snapshots: [snapshot('2026-05-31', 0, 0), snapshot('2026-06-30', 0, 0)] }),
    asOf: '2026-06-30',
    previous: reported('2026-04-02', '13', {
      paymentRating: '1',
      currentBalance: 0,
      dateClosed: '2026-04-02',
      dateOfFirstDelinquency: '2026-03-10',
      paymentHistoryProfile: profile('10'),
    }),
    commenced: '2026-02-08', // Mar 10 -10 = Feb 28, -20 = Feb 8
    findings: [],
    expected: {
      accountStatus: '13',
      paymentRating: '1',
      dateOfFirstDelinquency: '2026-03-10',
      dateClosed: '2026-04-02',
      dateOfAccountInformation: '2026-04-02',
      paymentHistoryProfile: profile('10'),
    },
  },
  {
    name: 'in collection when it was last reported, and paid: 62',
    facts: loan({
      instalments: due('2026-02-15'),
      satisfactions: [payment('2026-06-10', 500000)],
      snapshots: [snapshot('2026-06-09', 500000), snapshot('2026-06-30', 0)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '93', {
      dateOfFirstDelinquency: '2026-03-17',
      paymentHistoryProfile: profile('2100'),
    }),
    findings: [],
    expected: {
      accountStatus: '62',
      paymentRating: '',
      dateOfFirstDelinquency: '2026-03-17',
      dateClosed: '2026-06-10',
      // May in collection, as reported; April 74 days, March 44, February 13.
      paymentHistoryProfile: profile('G2100'),
    },
  },
  {
    name: 'a petition whose day the source does not tell: the date reported with it',
    facts: loan({
      ...paidThroughJune,
      bankruptcies: [{ consumerKey: 'c1', chapter: '7', state: 'PETITION', filed: null, ended: null }],
      snapshots: [current],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '11', {
      consumerInformationIndicator: 'A',
      dateOfFirstDelinquency: '2026-03-05',
      paymentHistoryProfile: profile('0000'),
    }),
    indicators: { c1: 'A' },
    findings: [],
    expected: { accountStatus: '11', dateOfFirstDelinquency: '2026-03-05' },
  },
  {
    name: 'a furnisher whose month ends on the 25th: 29 days then, 35 at the month end, and nobody was wrong',
    facts: loan({ instalments: due('2026-04-26'), snapshots: [snapshot('2026-06-25', 500000)] }),
    asOf: '2026-06-25',
    previous: reported('2026-05-25', '11', { paymentHistoryProfile: profile('0000') }),
    daysPastDue: 60, // Apr 26 +4 +31 +25
    findings: [],
    expected: {
      accountStatus: '78',
      dateOfFirstDelinquency: '2026-05-26', // Apr 26 +4 +26
      paymentHistoryProfile: profile('00000'),
    },
  },
]

/** What the facts tell otherwise. */
export const contradicted: History[] = [
  {
    name: 'a payment taken back after the report: the month is late after all, and that is a correction',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      // April's money pays March: April is unpaid since Apr 15.
      satisfactions: [
        ...paid('2026-02-15'),
        payment('2026-03-15', 30000, 'INSTALMENTS', '2026-06-05'),
        ...paid('2026-04-15'),
      ],
      snapshots: [snapshot('2026-06-30', 470000)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '11', { paymentHistoryProfile: profile('0000') }),
    daysPastDue: 76, // Apr 15 +15 +31 +30
    findings: ['PREVIOUS-PHP-1'],
    corrected: ['paymentHistoryProfile'],
    expected: {
      accountStatus: '78',
      dateOfFirstDelinquency: '2026-05-15',
      paymentHistoryProfile: profile('10000'), // May 46 days; April 15, March 16
    },
  },
  {
    name: 'current for a day since the report: a new delinquency with its own date',
    facts: loan({ snapshots: [snapshot('2026-06-01', 500000, 5), snapshot('2026-06-30', 500000, 34)] }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '71', {
      dateOfFirstDelinquency: '2026-05-05',
      paymentHistoryProfile: profile('0'),
    }),
    findings: ['PREVIOUS-DOFD-1'],
    corrected: ['dateOfFirstDelinquency'],
    expected: { accountStatus: '71', dateOfFirstDelinquency: '2026-06-26', paymentHistoryProfile: profile('10') }, // Jun 30 -4
  },
  {
    name: 'the same in collection: the date was frozen and does not move forward',
    facts: loan({
      lenderStatus: '93',
      snapshots: [snapshot('2026-06-01', 500000, 5), snapshot('2026-06-30', 500000, 34)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '93', {
      dateOfFirstDelinquency: '2026-05-05',
      paymentHistoryProfile: profile('0'),
    }),
    commenced: '2026-04-05',
    findings: ['PREVIOUS-DOFD-1'],
    expected: { accountStatus: '93', dateOfFirstDelinquency: '2026-05-05', paymentHistoryProfile: profile('G0') },
    evidence: { dateOfFirstDelinquency: 'frozen by status 93' },
  },
  {
    name: 'the facts show an earlier beginning: corrected',
    facts: loan({ instalments: due('2026-03-15'), snapshots: [snapshot('2026-06-30', 500000)] }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '71', {
      dateOfFirstDelinquency: '2026-05-20',
      paymentHistoryProfile: profile('0000'),
    }),
    daysPastDue: 107, // Mar 15 +16 +30 +31 +30
    findings: ['PREVIOUS-DOFD-1', 'PREVIOUS-PHP-1'],
    corrected: ['dateOfFirstDelinquency', 'paymentHistoryProfile'],
    expected: {
      accountStatus: '80',
      dateOfFirstDelinquency: '2026-04-14',
      paymentHistoryProfile: profile('21000'), // May 77 days, April 46, March 16
    },
  },
  {
    name: 'an earlier beginning corrects a charge-off too: it makes the debt leave the file sooner',
    facts: loan({
      instalments: missedSinceFebruary,
      chargeOffs: [{ date: '2026-07-20', amount: 480000 }],
      snapshots: [snapshot('2026-07-19', 480000), snapshot('2026-08-31', 0, 0, { netChargeOff: 480000 })],
    }),
    asOf: '2026-08-31',
    previous: reported('2026-07-31', '97', {
      dateOfFirstDelinquency: '2026-04-16',
      originalChargeOffAmount: 4800,
      paymentHistoryProfile: profile('432100'),
    }),
    findings: ['PREVIOUS-DOFD-1'],
    corrected: ['dateOfFirstDelinquency'],
    expected: { accountStatus: '97', dateOfFirstDelinquency: '2026-03-17', paymentHistoryProfile: profile('L432100') },
  },
  {
    name: 'the original charge-off amount stays as reported',
    facts: loan({
      instalments: missedSinceFebruary,
      chargeOffs: [{ date: '2026-07-20', amount: 480050 }],
      snapshots: [snapshot('2026-07-19', 480050), snapshot('2026-08-31', 0, 0, { netChargeOff: 480050 })],
    }),
    asOf: '2026-08-31',
    previous: reported('2026-07-31', '97', {
      dateOfFirstDelinquency: '2026-03-17',
      originalChargeOffAmount: 4700,
      paymentHistoryProfile: profile('432100'),
    }),
    findings: ['PREVIOUS-CHARGEOFF-1'],
    expected: { accountStatus: '97', originalChargeOffAmount: 4700, currentBalance: 4800 },
  },
  {
    name: 'charged off when last reported, and the facts know nothing of it: held',
    facts: loan({ dateOpened: '2024-01-10', snapshots: [snapshot('2026-06-30', 300000, 0)] }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '97', {
      dateOfFirstDelinquency: '2025-03-17',
      originalChargeOffAmount: 4800,
      paymentHistoryProfile: profile('LL'),
    }),
    findings: ['PREVIOUS-STATUS-1'],
    expected: { accountStatus: '11', dateOfFirstDelinquency: null, paymentHistoryProfile: profile('LLL') },
  },
  {
    name: 'reported paid, and the payoff was taken back: open again, with its evidence',
    facts: loan({
      instalments: paidThroughJune.instalments,
      satisfactions: [
        ...paid('2026-02-15', '2026-03-15', '2026-04-15'),
        payment('2026-05-10', 410000, 'INSTALMENTS', '2026-06-05'),
        payment('2026-06-10', 60000),
      ],
      snapshots: [snapshot('2026-06-30', 350000)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-10', '13', {
      paymentRating: '0',
      currentBalance: 0,
      dateClosed: '2026-05-10',
      paymentHistoryProfile: profile('0000'),
    }),
    findings: ['PREVIOUS-STATUS-1'],
    corrected: ['accountStatus'],
    // May 31: the instalment of May 15 is 16 days late.
    expected: { accountStatus: '11', dateClosed: null, paymentHistoryProfile: profile('00000') },
  },
  {
    name: 'paid: the rating that was reported was wrong, for the money of the month before came back',
    facts: loan({
      instalments: due('2026-02-15', '2026-03-15', '2026-04-15'),
      satisfactions: [
        ...paid('2026-02-15'),
        payment('2026-03-15', 30000, 'INSTALMENTS', '2026-06-05'),
        payment('2026-05-10', 440000),
      ],
      snapshots: [snapshot('2026-05-09', 440000), snapshot('2026-06-30', 0)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-10', '13', {
      paymentRating: '0',
      currentBalance: 0,
      dateClosed: '2026-05-10',
      paymentHistoryProfile: profile('0000'),
    }),
    findings: ['PREVIOUS-RATING-1', 'PREVIOUS-PHP-1'],
    corrected: ['paymentRating', 'paymentHistoryProfile'],
    // May 9: Mar 15 +16 +30 +9 = 55 days; April 46, March 16.
    expected: {
      accountStatus: '13',
      paymentRating: '1',
      dateOfFirstDelinquency: '2026-04-14', // Mar 15 +16 +14
      dateClosed: '2026-05-10',
      paymentHistoryProfile: profile('1000'),
    },
  },
  {
    name: 'a transfer whose day only the report tells keeps it',
    facts: loan({ ...paidThroughJune, lenderStatus: '05', snapshots: [current] }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '05', {
      paymentRating: '0',
      currentBalance: 0,
      dateClosed: '2026-05-20',
      paymentHistoryProfile: profile('0000'),
    }),
    findings: [],
    expected: { accountStatus: '05', paymentRating: '0', dateClosed: '2026-05-20', dateOfFirstDelinquency: null },
    evidence: { dateClosed: 'as reported before with the same status' },
  },
  {
    name: 'a record of a later day is no previous one',
    facts: loan({ ...paidThroughJune, snapshots: [current] }),
    asOf: '2026-06-30',
    previous: reported('2026-07-31', '84', { dateOfFirstDelinquency: '2026-01-20' }),
    findings: ['PREVIOUS-DATE-1'],
    expected: { accountStatus: '11', dateOfFirstDelinquency: null, paymentHistoryProfile: profile('00000') },
  },
  {
    name: 'a reported date before the account was opened is not used',
    facts: loan({
      dateOpened: '2025-01-10',
      snapshots: [snapshot('2026-06-10', 500000, 45), snapshot('2026-06-30', 500000, 65)],
    }),
    asOf: '2026-06-30',
    previous: reported('2026-05-31', '71', {
      dateOfFirstDelinquency: '2024-12-20',
      paymentHistoryProfile: profile('110'),
    }),
    findings: ['PREVIOUS-DOFD-1', 'DOFD-EDGE-1'],
    expected: { dateOfFirstDelinquency: '2026-05-26' }, // Jun 10 less 15 days, and held
  },
]
