/**
 * Conditions: CEL text, parsed by cel-js under limits, type-checked against the catalogue here and compiled to closures.
 * cel-js's own evaluation is not used: money, dates and null mean here what docs/presets.md says, and closures are faster.
 */
import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js'
import { type Expression, expressionOf, type Reporter } from './expressions.ts'
import type { Frame } from './frame.ts'
import type { Scope } from './paths.ts'
import type { Problems } from './problems.ts'
import { offsetInScalar, type TextTree, type Tree } from './tree.ts'

const limits = { maxAstNodes: 200, maxDepth: 20, maxListElements: 50, maxMapEntries: 0, maxCallArguments: 4 }
const maximumLength = 4000
/** Parsing takes its time; a preset with more conditions than this is no preset. */
const maximumConditions = 500

export type Condition = (f: Frame) => boolean

/** What the checkers share while one preset is compiled. */
export interface Checking {
  text: string
  problems: Problems
  conditions: number
  /** Conditions without a problem, by where they stand. */
  parsed: Map<Tree, ASTNode>
}

const environment = new Environment({ limits })

/** Compiles a condition; always answers one (false after a problem), so that checking goes on. */
export function compileCondition(tree: Tree, scope: Scope, checking: Checking): Condition {
  const expression = compileText(tree, scope, checking)
  if (expression === null || tree.kind !== 'text') return () => false
  if (expression.type !== 'boolean') {
    const hint =
      expression.path === null
        ? 'Compare it with something.'
        : `To ask whether it is there, write has(${expression.path}).`
    const message = `A condition is true or false; this is ${expression.type}.`
    checking.problems.add(offsetInScalar(tree, 0, checking.text), tree.path, 'NOT_BOOLEAN', message, hint)
    return () => false
  }
  const run = expression.run
  return (f) => run(f) === true
}

function compileText(tree: Tree, scope: Scope, checking: Checking): Expression | null {
  const { problems } = checking
  if (tree.kind !== 'text') {
    problems.add(tree.at, tree.path, 'WRONG_SHAPE', 'A condition is text.', "Write it in quotes: when: 'a == b'.")
    return null
  }
  if (checking.conditions++ >= maximumConditions) {
    if (checking.conditions === maximumConditions + 1) {
      problems.add(tree.at, tree.path, 'TOO_LARGE', `A preset holds at most ${maximumConditions} conditions.`, null)
    }
    return null
  }
  if (tree.text.length > maximumLength) {
    const message = `A condition holds at most ${maximumLength} characters.`
    problems.add(tree.at, tree.path, 'CONDITION_LIMIT', message, 'Split it, or use a table.')
    return null
  }
  const ast = parseCondition(tree, checking)
  if (ast === null) return null
  const expression = expressionOf(ast, scope, reporter(tree, checking))
  if (expression !== null) checking.parsed.set(tree, ast)
  return expression
}

function parseCondition(tree: TextTree, checking: Checking): ASTNode | null {
  try {
    return environment.parse(tree.text).ast
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    const at = offsetInScalar(tree, error.range?.start ?? 0, checking.text)
    if (error.code === 'limit_exceeded') {
      const message = 'A condition holds at most 200 nodes, 20 deep, 50 list entries, 4 arguments and no maps.'
      checking.problems.add(at, tree.path, 'CONDITION_LIMIT', message, 'Split it, or use a table.')
    } else {
      checking.problems.add(at, tree.path, 'CONDITION_SYNTAX', `${error.summary}.`, syntaxHint(tree.text))
    }
    return null
  }
}

function syntaxHint(text: string): string | null {
  if (/[^=!<>]=[^=]/.test(text)) return 'Equality is written ==.'
  if (/\band\b/i.test(text)) return 'And is written &&.'
  if (/\bor\b/i.test(text)) return 'Or is written ||.'
  if (/\bnot\b/i.test(text)) return 'Not is written !.'
  if (/<>/.test(text)) return 'Inequality is written !=.'
  return null
}

function reporter(tree: TextTree, checking: Checking): Reporter {
  const { problems } = checking
  return {
    problem(node, code, message, hint) {
      problems.add(offsetInScalar(tree, node.start, checking.text), tree.path, code, message, hint)
      return null
    },
    suggest: problems.suggest,
  }
}
