import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components'
import { init, use, type ECharts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useText } from '../text.tsx'
import { Canvas } from '../ui/chartFrame.tsx'
import type { Series } from './series.ts'

use([BarChart, LineChart, AriaComponent, GridComponent, TooltipComponent, CanvasRenderer])

export type ChartProps = {
  readonly title: string
  /** What stands below the marks, the oldest first. */
  readonly steps: readonly string[]
  readonly series: readonly Series[]
  /** What the numbers are; counts when left out. */
  readonly unit?: 'money'
  /** A mark was clicked: of which series, at which step. */
  readonly onMark?: ((series: string, step: number) => void) | undefined
}

/** Draws series over steps, in the colours of the tokens. Brought over when it is first seen. */
export function Chart({ title, steps, series, unit, onMark }: ChartProps) {
  const { format } = useText()
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(undefined)
  useEffect(() => {
    if (place.current === null) return
    const drawn = init(place.current)
    chart.current = drawn
    const watcher = new ResizeObserver(() => drawn.resize())
    watcher.observe(place.current)
    return () => {
      watcher.disconnect()
      drawn.dispose()
    }
  }, [])
  useEffect(() => {
    const drawn = chart.current
    if (drawn === undefined || place.current === null) return
    const draw = (): void => {
      if (place.current === null) return
      const written =
        unit === 'money'
          ? { value: format.money, axis: format.briefMoney }
          : { value: format.count, axis: format.count }
      drawn.setOption(optionOf(place.current, { steps, series, title }, written))
    }
    draw()
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', draw)
    const chosen = new MutationObserver(draw)
    chosen.observe(document.documentElement, { attributeFilter: ['data-appearance'] })
    drawn.off('click')
    drawn.on('click', ({ seriesName, dataIndex }) => onMark?.(seriesName ?? '', dataIndex))
    return () => {
      dark.removeEventListener('change', draw)
      chosen.disconnect()
    }
  }, [steps, series, title, unit, onMark, format])
  return <Canvas ref={place} label={title} />
}

function optionOf(
  place: HTMLElement,
  { steps, series, title }: Pick<ChartProps, 'steps' | 'series' | 'title'>,
  written: Readonly<Record<'value' | 'axis', (n: number) => string>>,
) {
  const colour = (token: string): string => resolved(place, token)
  const text = { color: colour('--ink-soft'), fontFamily: getComputedStyle(place).fontFamily }
  return {
    animation: false,
    aria: { enabled: true, label: { description: title } },
    grid: { left: 8, right: 8, top: 16, bottom: 8, outerBoundsMode: 'same' as const },
    tooltip: {
      trigger: 'axis' as const,
      // As a picture: what is written into the document would have styles of its own.
      renderMode: 'richText' as const,
      backgroundColor: colour('--raised'),
      borderColor: colour('--line'),
      textStyle: { ...text, color: colour('--ink') },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? written.value(value) : '–'),
    },
    xAxis: {
      type: 'category' as const,
      data: [...steps],
      axisLine: { lineStyle: { color: colour('--line') } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: 'value' as const,
      splitLine: { lineStyle: { color: colour('--line') } },
      axisLabel: { ...text, formatter: (value: number) => written.axis(value) },
    },
    series: series.map(({ name, kind, token, values }) => ({
      name,
      type: kind,
      data: [...values],
      ...(kind === 'bar' ? { stack: 'changes', barMaxWidth: 14 } : { symbolSize: 6 }),
      showSymbol: values.length < 40,
      itemStyle: { color: colour(token) },
      lineStyle: { color: colour(token), width: 2 },
    })),
  }
}

/** What a token comes to here: it may be another in the dark. */
function resolved(place: HTMLElement, token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  place.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
