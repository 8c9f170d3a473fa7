export { NotFound as Component } from '#kit/problem-page.tsx'
