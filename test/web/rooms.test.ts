import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

const sources = readdirSync(join(root, 'web'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/^(dist|generated)\//.test(name))
  .map((name) => join('web', name))

const read = (file: string) => readFileSync(join(root, file), 'utf8')

test('the web client imports nothing of ours but itself', () => {
  expect(sources.length).toBeGreaterThan(20)
  const wrong = sources.flatMap((file) =>
    [...read(file).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)]
      .map(([, path]) => relative(root, resolve(root, file, '..', path!)))
      .filter((target) => !target.startsWith('web/'))
      .map((target) => `${file} imports ${target}`),
  )
  expect(wrong).toEqual([])
})

test('the page names no other host, and nothing in it is inline', () => {
  const page = read('web/index.html')
  expect(page).not.toMatch(/https?:\/\/(?!127)/)
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/)
  for (const file of readdirSync(join(root, 'web/styles'))) {
    expect(read(`web/styles/${file}`)).not.toMatch(/@import|url\(/)
  }
})

test('the key is written into the storage of the tab alone', () => {
  const storing = sources.filter((file) => /localStorage|document\.cookie|indexedDB/.test(read(file)))
  expect(storing).toEqual(['web/app/theme.ts'])
})
