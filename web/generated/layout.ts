/** The layout of the format, from server/metro2/layout.ts and the schema. Written by `npm run codegen`; not to be edited. */
export interface LayoutField {
  /** Number of the field in its segment. */
  number: string
  /** Name of the field in the API. */
  name: string
  /** N numeric, AN text, D date, T time stamp. */
  type: 'N' | 'AN' | 'D' | 'T'
  /** First character, from 1, within the segment. */
  start: number
  length: number
  /** R required, A when applicable, O optional. */
  need: 'R' | 'A' | 'O'
  title: string
}

export type SegmentName = 'base' | 'j1' | 'j2' | 'k1' | 'k2' | 'k3' | 'k4' | 'l1' | 'n1'

export const layout: Record<SegmentName, readonly LayoutField[]> = {
 "base": [
  {
   "number": "1",
   "name": "recordDescriptorWord",
   "type": "N",
   "start": 1,
   "length": 4,
   "need": "R",
   "title": "Record descriptor word"
  },
  {
   "number": "2",
   "name": "processingIndicator",
   "type": "N",
   "start": 5,
   "length": 1,
   "need": "R",
   "title": "Processing indicator"
  },
  {
   "number": "3",
   "name": "timeStamp",
   "type": "T",
   "start": 6,
   "length": 14,
   "need": "R",
   "title": "Time stamp"
  },
  {
   "number": "4",
   "name": "correctionIndicator",
   "type": "N",
   "start": 20,
   "length": 1,
   "need": "O",
   "title": "Correction indicator"
  },
  {
   "number": "5",
   "name": "identificationNumber",
   "type": "AN",
   "start": 21,
   "length": 20,
   "need": "R",
   "title": "Identification number of the furnisher"
  },
  {
   "number": "6",
   "name": "cycleIdentifier",
   "type": "AN",
   "start": 41,
   "length": 2,
   "need": "A",
   "title": "Cycle identifier"
  },
  {
   "number": "7",
   "name": "consumerAccountNumber",
   "type": "AN",
   "start": 43,
   "length": 30,
   "need": "R",
   "title": "Consumer account number"
  },
  {
   "number": "8",
   "name": "portfolioType",
   "type": "AN",
   "start": 73,
   "length": 1,
   "need": "R",
   "title": "Portfolio type: C, I, M, O or R"
  },
  {
   "number": "9",
   "name": "accountType",
   "type": "AN",
   "start": 74,
   "length": 2,
   "need": "R",
   "title": "Account type"
  },
  {
   "number": "10",
   "name": "dateOpened",
   "type": "D",
   "start": 76,
   "length": 8,
   "need": "R",
   "title": "Date opened"
  },
  {
   "number": "11",
   "name": "creditLimit",
   "type": "N",
   "start": 84,
   "length": 9,
   "need": "A",
   "title": "Credit limit"
  },
  {
   "number": "12",
   "name": "highestCredit",
   "type": "N",
   "start": 93,
   "length": 9,
   "need": "R",
   "title": "Highest credit or original loan amount"
  },
  {
   "number": "13",
   "name": "termsDuration",
   "type": "AN",
   "start": 102,
   "length": 3,
   "need": "R",
   "title": "Terms duration"
  },
  {
   "number": "14",
   "name": "termsFrequency",
   "type": "AN",
   "start": 105,
   "length": 1,
   "need": "A",
   "title": "Terms frequency"
  },
  {
   "number": "15",
   "name": "scheduledMonthlyPaymentAmount",
   "type": "N",
   "start": 106,
   "length": 9,
   "need": "A",
   "title": "Scheduled monthly payment amount"
  },
  {
   "number": "16",
   "name": "actualPaymentAmount",
   "type": "N",
   "start": 115,
   "length": 9,
   "need": "A",
   "title": "Actual payment amount"
  },
  {
   "number": "17A",
   "name": "accountStatus",
   "type": "AN",
   "start": 124,
   "length": 2,
   "need": "R",
   "title": "Account status"
  },
  {
   "number": "17B",
   "name": "paymentRating",
   "type": "AN",
   "start": 126,
   "length": 1,
   "need": "A",
   "title": "Payment rating"
  },
  {
   "number": "18",
   "name": "paymentHistoryProfile",
   "type": "AN",
   "start": 127,
   "length": 24,
   "need": "R",
   "title": "Payment history profile: 24 months, newest first"
  },
  {
   "number": "19",
   "name": "specialComment",
   "type": "AN",
   "start": 151,
   "length": 2,
   "need": "A",
   "title": "Special comment"
  },
  {
   "number": "20",
   "name": "complianceConditionCode",
   "type": "AN",
   "start": 153,
   "length": 2,
   "need": "A",
   "title": "Compliance condition code"
  },
  {
   "number": "21",
   "name": "currentBalance",
   "type": "N",
   "start": 155,
   "length": 9,
   "need": "A",
   "title": "Current balance"
  },
  {
   "number": "22",
   "name": "amountPastDue",
   "type": "N",
   "start": 164,
   "length": 9,
   "need": "A",
   "title": "Amount past due"
  },
  {
   "number": "23",
   "name": "originalChargeOffAmount",
   "type": "N",
   "start": 173,
   "length": 9,
   "need": "A",
   "title": "Original charge-off amount"
  },
  {
   "number": "24",
   "name": "dateOfAccountInformation",
   "type": "D",
   "start": 182,
   "length": 8,
   "need": "R",
   "title": "Date of account information"
  },
  {
   "number": "25",
   "name": "dateOfFirstDelinquency",
   "type": "D",
   "start": 190,
   "length": 8,
   "need": "A",
   "title": "FCRA compliance date, the date of first delinquency"
  },
  {
   "number": "26",
   "name": "dateClosed",
   "type": "D",
   "start": 198,
   "length": 8,
   "need": "A",
   "title": "Date closed"
  },
  {
   "number": "27",
   "name": "dateOfLastPayment",
   "type": "D",
   "start": 206,
   "length": 8,
   "need": "A",
   "title": "Date of last payment"
  },
  {
   "number": "28",
   "name": "interestTypeIndicator",
   "type": "AN",
   "start": 214,
   "length": 1,
   "need": "O",
   "title": "Interest type indicator: F or V"
  },
  {
   "number": "29",
   "name": "reserved",
   "type": "AN",
   "start": 215,
   "length": 17,
   "need": "O",
   "title": "Reserved"
  },
  {
   "number": "30",
   "name": "surname",
   "type": "AN",
   "start": 232,
   "length": 25,
   "need": "R",
   "title": "Surname"
  },
  {
   "number": "31",
   "name": "firstName",
   "type": "AN",
   "start": 257,
   "length": 20,
   "need": "R",
   "title": "First name"
  },
  {
   "number": "32",
   "name": "middleName",
   "type": "AN",
   "start": 277,
   "length": 20,
   "need": "A",
   "title": "Middle name"
  },
  {
   "number": "33",
   "name": "generationCode",
   "type": "AN",
   "start": 297,
   "length": 1,
   "need": "A",
   "title": "Generation code: J, S, 2 to 9"
  },
  {
   "number": "34",
   "name": "socialSecurityNumber",
   "type": "N",
   "start": 298,
   "length": 9,
   "need": "R",
   "title": "Social Security number"
  },
  {
   "number": "35",
   "name": "dateOfBirth",
   "type": "D",
   "start": 307,
   "length": 8,
   "need": "R",
   "title": "Date of birth"
  },
  {
   "number": "36",
   "name": "telephoneNumber",
   "type": "N",
   "start": 315,
   "length": 10,
   "need": "O",
   "title": "Telephone number"
  },
  {
   "number": "37",
   "name": "ecoaCode",
   "type": "AN",
   "start": 325,
   "length": 1,
   "need": "R",
   "title": "ECOA code: how the consumer is tied to the account"
  },
  {
   "number": "38",
   "name": "consumerInformationIndicator",
   "type": "AN",
   "start": 326,
   "length": 2,
   "need": "A",
   "title": "Consumer information indicator: bankruptcy and the like"
  },
  {
   "number": "39",
   "name": "countryCode",
   "type": "AN",
   "start": 328,
   "length": 2,
   "need": "O",
   "title": "Country code"
  },
  {
   "number": "40",
   "name": "firstLineOfAddress",
   "type": "AN",
   "start": 330,
   "length": 32,
   "need": "R",
   "title": "First line of address"
  },
  {
   "number": "41",
   "name": "secondLineOfAddress",
   "type": "AN",
   "start": 362,
   "length": 32,
   "need": "A",
   "title": "Second line of address"
  },
  {
   "number": "42",
   "name": "city",
   "type": "AN",
   "start": 394,
   "length": 20,
   "need": "R",
   "title": "City"
  },
  {
   "number": "43",
   "name": "state",
   "type": "AN",
   "start": 414,
   "length": 2,
   "need": "R",
   "title": "State"
  },
  {
   "number": "44",
   "name": "postalCode",
   "type": "AN",
   "start": 416,
   "length": 9,
   "need": "R",
   "title": "Postal code"
  },
  {
   "number": "45",
   "name": "addressIndicator",
   "type": "AN",
   "start": 425,
   "length": 1,
   "need": "O",
   "title": "Address indicator"
  },
  {
   "number": "46",
   "name": "residenceCode",
   "type": "AN",
   "start": 426,
   "length": 1,
   "need": "O",
   "title": "Residence code"
  }
 ],
 "j1": [
  {
   "number": "1",
   "name": "segmentIdentifier",
   "type": "AN",
   "start": 1,
   "length": 2,
   "need": "R",
   "title": "Segment identifier"
  },
  {
   "number": "2",
   "name": "reserved1",
   "type": "AN",
   "start": 3,
   "length": 1,
   "need": "O",
   "title": "Reserved"
  },
  {
   "number": "3",
   "name": "surname",
   "type": "AN",
   "start": 4,
   "length": 25,
   "need": "R",
   "title": "Surname"
  },
  {
   "number": "4",
   "name": "firstName",
   "type": "AN",
   "start": 29,
   "length": 20,
   "need": "R",
   "title": "First name"
  },
  {
   "number": "5",
   "name": "middleName",
   "type": "AN",
   "start": 49,
   "length": 20,
   "need": "A",
   "title": "Middle name"
  },
  {
   "number": "6",
   "name": "generationCode",
   "type": "AN",
   "start": 69,
   "length": 1,
   "need": "A",
   "title": "Generation code: J, S, 2 to 9"
  },
  {
   "number": "7",
   "name": "socialSecurityNumber",
   "type": "N",
   "start": 70,
   "length": 9,
   "need": "R",
   "title": "Social Security number"
  },
  {
   "number": "8",
   "name": "dateOfBirth",
   "type": "D",
   "start": 79,
   "length": 8,
   "need": "R",
   "title": "Date of birth"
  },
  {
   "number": "9",
   "name": "telephoneNumber",
   "type": "N",
   "start": 87,
   "length": 10,
   "need": "O",
   "title": "Telephone number"
  },
  {
   "number": "10",
   "name": "ecoaCode",
   "type": "AN",
   "start": 97,
   "length": 1,
   "need": "R",
   "title": "ECOA code: how the consumer is tied to the account"
  },
  {
   "number": "11",
   "name": "consumerInformationIndicator",
   "type": "AN",
   "start": 98,
   "length": 2,
   "need": "A",
   "title": "Consumer information indicator: bankruptcy and the like"
  },
  {
   "number": "12",
   "name": "reserved2",
   "type": "AN",
   "start": 100,
   "length": 1,
   "need": "O",
   "title": "Reserved"
  }
 ],
 "j2": [
  {
   "number": "1",
   "name": "segmentIdentifier",
   "type": "AN",
   "start": 1,
   "length": 2,
   "need": "R",
   "title": "Segment identifier"
  },
  {
   "number": "2",
   "name": "reserved1",
   "type": "AN",
   "start": 3,
   "length": 1,
   "need": "O",
   "title": "Reserved"
  },
  {
   "number": "3",
   "name": "surname",
   "type": "AN",
   "start": 4,
   "length": 25,
   "need": "R",
   "title": "Surname"
  },
  {
   "number": "4",
   "name": "firstName",
   "type": "AN",
   "start": 29,
   "length": 20,
   "need": "R",
   "title": "First name"
  },
  {
   "number": "5",
   "name": "middleName",
   "type": "AN",
   "start": 49,
   "length": 20,
   "need": "A",
   "title": "Middle name"
  },
  {
   "number": "6",
   "name": "generationCode",
   "type": "AN",
   "start": 69,
   "length": 1,
   "need": "A",
   "title": "Generation code: J, S, 2 to 9"
  },
  {
   "number": "7",
   "name": "socialSecurityNumber",
   "type": "N",
   "start": 70,
   "length": 9,
   "need": "R",
   "title": "Social Security number"
  },
  {
   "number": "8",
   "name": "dateOfBirth",
   "type": "D",
   "start": 79,
   "length": 8,
   "need": "R",
   "title": "Date of birth"
  },
  {
   "number": "9",
   "name": "telephoneNumber",
   "type": "N",
   "start": 87,
   "length": 10,
   "need": "O",
   "title": "Telephone number"
  },
  {
   "number": "10",
   "name": "ecoaCode",
   "type": "AN",
   "start": 97,
   "length": 1,
   "need": "R",
   "title": "ECOA code: how the consumer is tied to the account"
  },
  {
   "number": "11",
   "name": "consumerInformationIndicator",
   "type": "AN",
   "start": 98,
   "length": 2,
   "need": "A",
   "title": "Consumer information indicator: bankruptcy and the like"
  },
  {
   "number": "12",
   "name": "countryCode",
   "type": "AN",
   "start": 100,
   "length": 2,
   "need": "O",
   "title": "Country code"
  },
  {
   "number": "13",
   "name": "firstLineOfAddress",
   "type": "AN",
   "start": 102,
   "length": 32,
   "need": "R",
   "title": "First line of address"
  },
  {
   "number": "14",
   "name": "secondLineOfAddress",
   "type": "AN",
   "start": 134,
   "length": 32,
   "need": "A",
   "title": "Second line of address"
  },
  {
   "number": "15",
   "name": "city",
   "type": "AN",
   "start": 166,
   "length": 20,
   "need": "R",
   "title": "City"
  },
  {
   "number": "16",
   "name": "state",
   "type": "AN",
   "start": 186,
   "length": 2,
   "need": "R",
   "title": "State"
  },
  {
   "number": "17",
   "name": "postalCode",
   "type": "AN",
   "start": 188,
   "length": 9,
   "need": "R",
   "title": "Postal code"
  },
  {
   "number": "18",
   "name": "addressIndicator",
   "type": "AN",
   "start": 197,
   "length": 1,
   "need": "O",
   "title": "Address indicator"
  },
  {
   "number": "19",
   "name": "residenceCode",
   "type": "AN",
   "start": 198,
   "length": 1,
   "need": "O",
   "title": "Residence code"
  },
  {
   "number": "20",
   "name": "reserved2",
   "type": "AN",
   "start": 199,
   "length": 2,
   "need": "O",
   "title": "Reserved"
  }
 ],
 "k1": [
  {
   "number": "1",
   "name": "segmentIdentifier",
   "type": "AN",
   "start": 1,
   "length": 2,
   "need": "R",
   "title": "Segment identifier"
  },
  {
   "number": "2",
   "name": "originalCreditorName",
   "type": "AN",
   "start": 3,
   "length": 30,
   "need": "R",
   "title": "Name of the original creditor"
  },
  {
   "number": "3",
   "name": "creditorClassification",
   "type": "N",
   "start": 33,
   "length": 2,
   "need": "R",
   "title": "Creditor classification: `01` to `15`; `00` where the file leaves it blank"
  }
 ],
 "k2": [
  {
   "number": "1",
   "name": "segmentIdentifier",
   "type": "AN",
   "start": 1,
   "length": 2,
   "need": "R",
   "title": "Segment identifier"
  },
  {
   "number": "2",
   "name": "purchasedFromSoldToIndicator",
   "type": "N",
   "start": 3,
   "length": 1,
   "need": "R",
   "title": "Purchased from sold to indicator"
  },
  {
   "number": "3",
   "name": "purchasedFromSoldToName",
   "type": "AN",
   "start": 4,
   "length": 30,
   "need": "A",
   "title": "Who sold or bought it"
  },
  {
   "number": "4",
   "name": "reserved",
   "type": "AN",
   "start": 34,
   "length": 1,
   "need": "O",
   "title": "Reserved"
  }
 ],
 "k3": [
  {
   "number": "1",
   "name": "segmentIdentifier",
   "type": "AN",
   "start": 1,
   "length": 2,
   "need": "R",
   "title": "Segment identifier"
  },
  {
   "number": "2",
   "name": "agencyIdentifier",
   "type": "N",
   "start": 3,
   "length": 2,
   "need": "A",
   "title": "Agency: `00` none, `01` Fannie Mae, `02` Freddie Mac"
  },
  {
   "number": "3",
   "name": "accountNumber",
   "type": "AN",
   "start": 5,
   "length": 18,
   "need": "A",
   "title": "The agency's account number"
  },
  {
   "number": "4",
   "name": "mortgageIdentificationNumber",
   "type": "AN",
   "start": 23,
   "length": 18,
   "need": "O",
   "title": "Mortgage identification number (MIN)"
  }
 ],
 "k4": [
  {
   "number": "1",
   "name": "segmentIdentifier",
   "type": "AN",
   "start": 1,
   "length": 2,
   "need": "R",
   "title": "Segment identifier"
  },
  {
   "number": "2",
   "name": "specializedPaymentIndicator",
   "type": "N",
   "start": 3,
   "length": 2,
   "need": "R",
   "title": "Specialized payment indicator"
  },
  {
   "number": "3",
   "name": "deferredPaymentStartDate",
   "type": "D",
   "start": 5,
   "length": 8,
   "need": "A",
   "title": "Day the first deferred payment is due"
  },
  {
   "number": "4",
   "name": "balloonPaymentDueDate",
   "type": "D",
   "start": 13,
   "length": 8,
   "need": "A",
   "title": "Day the balloon payment is due"
  },
  {
   "number": "5",
   "name": "balloonPaymentAmount",
   "type": "N",
   "start": 21,
   "length": 9,
   "need": "A",
   "title": "Balloon payment"
  },
  {
   "number": "6",
   "name": "reserved",
   "type": "AN",
   "start": 30,
   "length": 1,
   "need": "O",
   "title": "Reserved"
  }
 ],
 "l1": [
  {
   "number": "1",
   "name": "segmentIdentifier",
   "type": "AN",
   "start": 1,
   "length": 2,
   "need": "R",
   "title": "Segment identifier"
  },
  {
   "number": "2",
   "name": "changeIndicator",
   "type": "N",
   "start": 3,
   "length": 1,
   "need": "R",
   "title": "Change indicator"
  },
  {
   "number": "3",
   "name": "newConsumerAccountNumber",
   "type": "AN",
   "start": 4,
   "length": 30,
   "need": "A",
   "title": "New consumer account number"
  },
  {
   "number": "4",
   "name": "newIdentificationNumber",
   "type": "AN",
   "start": 34,
   "length": 20,
   "need": "A",
   "title": "New identification number"
  },
  {
   "number": "5",
   "name": "reserved",
   "type": "AN",
   "start": 54,
   "length": 1,
   "need": "O",
   "title": "Reserved"
  }
 ],
 "n1": [
  {
   "number": "1",
   "name": "segmentIdentifier",
   "type": "AN",
   "start": 1,
   "length": 2,
   "need": "R",
   "title": "Segment identifier"
  },
  {
   "number": "2",
   "name": "employerName",
   "type": "AN",
   "start": 3,
   "length": 30,
   "need": "R",
   "title": "Name of the employer"
  },
  {
   "number": "3",
   "name": "firstLineOfEmployerAddress",
   "type": "AN",
   "start": 33,
   "length": 32,
   "need": "O",
   "title": "First line of address"
  },
  {
   "number": "4",
   "name": "secondLineOfEmployerAddress",
   "type": "AN",
   "start": 65,
   "length": 32,
   "need": "O",
   "title": "Second line of address"
  },
  {
   "number": "5",
   "name": "employerCity",
   "type": "AN",
   "start": 97,
   "length": 20,
   "need": "O",
   "title": "City"
  },
  {
   "number": "6",
   "name": "employerState",
   "type": "AN",
   "start": 117,
   "length": 2,
   "need": "O",
   "title": "State"
  },
  {
   "number": "7",
   "name": "employerPostalCode",
   "type": "AN",
   "start": 119,
   "length": 9,
   "need": "O",
   "title": "Postal code"
  },
  {
   "number": "8",
   "name": "occupation",
   "type": "AN",
   "start": 128,
   "length": 18,
   "need": "A",
   "title": "Occupation"
  },
  {
   "number": "9",
   "name": "reserved",
   "type": "AN",
   "start": 146,
   "length": 1,
   "need": "O",
   "title": "Reserved"
  }
 ]
}
