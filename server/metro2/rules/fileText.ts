/** The rules about a whole file, as people read them; file.ts decides them. */
import type { RuleText } from './rule.ts'

export const fileRules = {
  dates: {
    id: 'G-HDR-1',
    title: 'Dates of the header do not fit the file',
    condition:
      'Activity Date (header 8) or Date Created (header 9) is after today, or Date of Account Information (24) of a record is after the activity date.',
    severity: 'ERROR',
    fields: ['header.activityDate', 'header.dateCreated'],
    explanation:
      'The activity date says which period the file reports; in the future, or before the records it holds, it puts every account into the wrong month.',
    fix: 'State the day of the latest information as activity date, and the day the file was written as date created.',
    source: 'Header fields 8 and 9',
    note: null,
  },
  program: {
    id: 'G-HDR-2',
    title: 'Program identifier of the bureau missing',
    condition:
      'The header lacks the program identifier of the bureau that the file is for: Innovis Program Identifier (header 4), Equifax Program Identifier (header 5), Experian Program Identifier (header 6) or Transunion Program Identifier (header 7); where no bureau is named, it lacks all four.',
    severity: 'ERROR',
    fields: [
      'header.equifaxProgramIdentifier',
      'header.experianProgramIdentifier',
      'header.transunionProgramIdentifier',
      'header.innovisProgramIdentifier',
    ],
    explanation:
      'A bureau knows the furnisher of a file by the identifier it assigned; without it the file is refused.',
    fix: 'Enter the identifier that the bureau assigned.',
    source: 'Header fields 4 to 7',
    note: 'Where nobody says which bureau the file is for, one identifier of any is enough.',
  },
  trailer: {
    id: 'G-TRL-1',
    title: 'Counters of the trailer differ from the file',
    condition: 'A counter of the trailer other than Block Count (trailer 8) differs from what is counted in the file.',
    severity: 'ERROR',
    fields: ['trailer.totalBaseRecords'],
    explanation: 'By the counters a bureau sees whether the whole file arrived; it refuses one that does not add up.',
    fix: 'Count again: what is named differs.',
    source: 'Trailer fields 3 to 46',
    note: 'Every K1 to N1 segment counts, whatever it holds. The block count is not compared: it depends on how the file was sent.',
  },
  duplicate: {
    id: 'G-DUP-1',
    title: 'Account twice in the file',
    condition:
      'A record has the Identification Number (5) and Consumer Account Number (7) of a record before it in the file, letter case aside.',
    severity: 'ERROR',
    fields: ['base.consumerAccountNumber', 'base.identificationNumber'],
    explanation: 'Of two records of one account a bureau keeps one, and nobody can say which.',
    fix: 'Report the account once; joint borrowers are J1 and J2 segments of one record.',
    source: 'Field definitions 5 and 7',
    note: 'Numbers are compared without regard to case, by a hash of 64 bits.',
  },
  headerRequired: {
    id: 'M-HDR-1',
    title: 'Required field of the header blank',
    condition:
      'Activity Date (header 8), Date Created (header 9), Reporter Name (header 12) or Reporter Address (header 13) is blank, or, where the file’s characters are at hand, Record Descriptor Word (header 1) or Record Identifier (header 2) is blank or zero.',
    severity: 'ERROR',
    fields: ['header.activityDate', 'header.dateCreated', 'header.reporterName', 'header.reporterAddress'],
    explanation: 'The header says who reports and for which period.',
    fix: 'Fill in name and address of the furnisher, activity date and date created.',
    source: 'moov check M-HDR-1; header fields 8, 9, 12 and 13',
    note: null,
  },
  headerCharacters: {
    id: 'M-HDR-2',
    title: 'A field of the header cannot be read',
    condition:
      'A number of the header holds something other than digits, a date is no day of the calendar, or a text holds a character outside printable ASCII or a grave accent.',
    severity: 'WARNING',
    fields: ['header.recordIdentifier'],
    explanation: 'Numbers and dates of the header must be digits and real days, its texts printable.',
    fix: 'Write the field anew.',
    source: 'moov check M-HDR-2',
    note: 'A warning: of the fields that can be wrong here, those that a bureau needs are M-HDR-1.',
  },
  headerIdentifier: {
    id: 'M-HDR-3',
    title: 'The file does not begin with a header',
    condition:
      'The first record does not say HEADER in columns 5-10, or 9-14 behind a block descriptor word, or is shorter than 366 characters, or the file has no header.',
    severity: 'ERROR',
    fields: ['header.recordIdentifier'],
    explanation:
      'A Metro 2 file begins with a record of at least 366 characters that says HEADER after its descriptor word.',
    fix: 'Write the header record first.',
    source: 'moov check M-HDR-3',
    note: 'Information where the file has no header at all, which is M-FILE-1.',
  },
  frame: {
    id: 'M-FILE-1',
    title: 'Header or trailer missing, or its length wrong',
    condition:
      'The file has no header or no trailer or two of them, a header behind records or anything behind the trailer, or the Record Descriptor Word (header 1, trailer 1) of one is not a number of at least 426.',
    severity: 'ERROR',
    fields: ['header', 'trailer'],
    explanation: 'Without a trailer nobody can tell whether the file is whole, without a header whose it is.',
    fix: 'Write header and trailer of 426 characters each, the trailer as the last record.',
    source: 'moov check M-FILE-1',
    note: null,
  },
  firstUnreadable: {
    id: 'M-FILE-2',
    title: 'moov’s reader stops here',
    condition:
      'A record is the first of the file in which moov’s reader cannot read a number, date or text of the base segment.',
    severity: 'INFO',
    fields: ['record'],
    explanation:
      'A reader built on moov takes the first base record that it cannot parse for the trailer, without a word, and sees none of the records after it.',
    fix: 'Mend what the other findings of this record name.',
    source: 'moov check M-FILE-2',
    note: 'Information only, once a file: what is wrong with the record is G-CHAR-1 and G-LEN-1.',
  },
  trailerRequired: {
    id: 'M-TRL-1',
    title: 'Required field of the trailer zero or blank',
    condition:
      'Total Base Records (trailer 3) or Block Count (trailer 8) is zero, or, where the file’s characters are at hand, Record Descriptor Word (trailer 1) or Record Identifier (trailer 2) is blank or zero.',
    severity: 'WARNING',
    fields: ['trailer.totalBaseRecords', 'trailer.blockCount'],
    explanation: 'Readers expect the number of records, and some the number of blocks.',
    fix: 'State the records, and as blocks the records with header and trailer.',
    source: 'moov check M-TRL-1',
    note: 'A warning: a wrong number of records is G-TRL-1, and the block count is only for files that have blocks.',
  },
  moovTrailer: {
    id: 'M-TRL-2',
    title: 'moov’s reader counts otherwise than the trailer (superseded by G-TRL-1)',
    condition:
      'A counter of the trailer differs from what moov’s reader counts: Block Count (trailer 8) two more than base records, and J1, J2 and K1 to N1 segments without those it takes for invalid.',
    severity: 'INFO',
    fields: ['trailer.totalBaseRecords'],
    explanation:
      'moov leaves out segments that it thinks incomplete, and mortgage segments that name an agency, and refuses a trailer that counts them.',
    fix: 'Nothing to mend where G-TRL-1 is silent.',
    source: 'moov check M-TRL-2',
    note: 'Superseded by G-TRL-1, which counts every segment; information only.',
  },
  missing: {
    id: 'G-COMP-1',
    title: 'Account of last month missing',
    condition:
      'An account of the previous month has no record in this one, and its last report had neither Account Status (17A) 05, 13, 61-65, DA or DF nor Special Comment (19) AH, AT or O with Current Balance (21) zero.',
    severity: 'WARNING',
    fields: ['base.consumerAccountNumber', 'base.accountStatus'],
    explanation:
      'An account that is not reported any more stays at the bureaus as it last was, for years, though it may have been paid since.',
    fix: 'Report the account until it is paid, sold, transferred or deleted, and say that once.',
    source: 'Public guidance on complete reporting',
    note: 'Decided by whoever joins two months; accounts whose last report was final are not asked for.',
  },
} satisfies Record<string, RuleText>
