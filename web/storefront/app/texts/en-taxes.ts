/** What the shop says of taxes and of where goods go. */
export const taxTexts = {
  taxes: {
    region: 'State or province',
    noRegion: 'none',
    plusTax: 'plus tax',
    open: 'by where it goes',
    taxedFor: 'Taxed for delivery to {{place}}',
    estimatedFor: 'Tax estimated for delivery to {{place}}',
    showTax: 'Show the tax for this place',
  },
}
