/** What a browser says of itself: frames, long tasks, memory. */
import type { CDPSession, Page } from 'playwright-core'

/** Runs in the page before anything else: notes long tasks from the first. */
const watchTasks = `
  window.measured = { tasks: [], frames: [] };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.measured.tasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
`

export const watch = (page: Page) => page.addInitScript(watchTasks)

export interface Load {
  /** Milliseconds from the navigation: first content, what was waited for shown, and the page at rest so that it answers. */
  firstPaint: number
  shown: number
  interactive: number
}

/**
 * Loads a page and waits until `selector` is there. Interactive is when it is shown, or the end of the last task over 50 ms that
 * began before the page had been quiet for two seconds.
 */
export async function timeLoad(page: Page, path: string, selector: string): Promise<Load> {
  await page.goto(path)
  return (await page.evaluate(`new Promise((done, fail) => {
    const started = performance.now();
    const look = () => {
      if (!document.querySelector(${JSON.stringify(selector)})) {
        if (performance.now() - started > 60000) return fail(new Error('not shown'));
        return requestAnimationFrame(look);
      }
      const shown = performance.now();
      const wait = () => {
        const ends = window.measured.tasks.map((task) => task.startTime + task.duration);
        const busy = Math.max(shown, ...ends);
        if (performance.now() - busy < 2000) return setTimeout(wait, 100);
        const paint = performance.getEntriesByName('first-contentful-paint')[0];
        done({ firstPaint: paint ? paint.startTime : 0, shown, interactive: busy });
      };
      wait();
    };
    look();
  })`)) as Load
}

export interface Scroll {
  seconds: number
  frames: number
  /** Milliseconds between two frames. */
  longestFrame: number
  slowFramePercent: number
  longestTask: number
  tasks: number
  rows: number
}

/**
 * Scrolls a box to the end of a list that is read as it is scrolled, at most `pixels` a frame, until it is `rows` rows long, nothing
 * comes any more, or ten minutes are over.
 * A slow frame is one over 50 ms.
 */
export async function scrollToEnd(
  page: Page,
  box: string,
  rowHeight: number,
  rows: number,
  pixels: number,
): Promise<Scroll> {
  return (await page.evaluate(`new Promise((done) => {
    const box = document.querySelector(${JSON.stringify(box)});
    window.measured.tasks.length = 0;
    const gaps = [];
    const started = performance.now();
    let before = started, moved = started, height = 0;
    const step = (now) => {
      gaps.push(now - before);
      before = now;
      const end = box.scrollHeight - box.clientHeight;
      if (box.scrollHeight !== height) { height = box.scrollHeight; moved = now; }
      const whole = box.scrollHeight >= ${rows} * ${rowHeight};
      if ((whole && box.scrollTop >= end - 1) || now - moved > 30000 || now - started > 600000) {
        const slow = gaps.filter((gap) => gap > 50).length;
        const durations = window.measured.tasks.map(({ duration }) => duration);
        return done({
          seconds: (now - started) / 1000, frames: gaps.length, longestFrame: Math.max(...gaps.slice(1)),
          slowFramePercent: (slow / gaps.length) * 100, longestTask: Math.max(0, ...durations), tasks: durations.length,
          rows: Math.round(box.scrollHeight / ${rowHeight}) - 1,
        });
      }
      box.scrollTop = Math.min(end, box.scrollTop + ${pixels});
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  })`)) as Scroll
}

export interface Memory {
  /** Bytes of JavaScript objects that are still held. */
  heap: number
  /** Nodes of documents, also those that only scripts still hold. */
  nodes: number
  listeners: number
}

/** Memory after what nobody holds has been collected. */
export async function memoryOf(session: CDPSession): Promise<Memory> {
  await session.send('HeapProfiler.enable')
  for (let turn = 0; turn < 3; turn++) await session.send('HeapProfiler.collectGarbage')
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0
  return { heap: metric('JSHeapUsedSize'), nodes: metric('Nodes'), listeners: metric('JSEventListeners') }
}
