/** English texts of an order that its buyer changes. */
export const orderEditTexts = {
  begin: 'Change what you ordered',
  anotherPieces: 'Pieces of it',
  look: 'See what it costs',
  do: 'Change the order',
  done: 'Your order is changed.',
} as const
