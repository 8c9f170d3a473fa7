import * as fc from 'fast-check'
import { pick, type Text } from './documents.ts'

/** Names and numbers that generated rules are made of; the same few thresholds, so that values often lie on an edge. */

export const ranks = ['Bronze', 'Silver', 'Gold'] as const
export const trees = ['sponsor', 'placement'] as const
const THRESHOLDS = ['0', '50', '100', '150', '200', '300', '500']

export const threshold: Text = fc.constantFrom(...THRESHOLDS)
export const percentage: Text = pick('1 %', '2.5 %', '3.333 %', '5 %', '10 %', '12.5 %', '25 %', '50 %')
export const comparison = pick('=', '!=', '<', '<=', '>', '>=')
