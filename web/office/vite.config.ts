import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/office/',
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../../build/office', import.meta.url)),
    emptyOutDir: true,
    chunkSizeWarningLimit: 900,
    // Small parts that several pages use come in one file: on a slow phone each file costs more than what it holds.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2, maxModuleSize: 8_000 }] } },
    },
  },
})
