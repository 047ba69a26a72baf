/** By their thumbprints (RFC 7638): examples whose private halves everybody can read. */
export const PUBLISHED_TEST_KEYS: ReadonlySet<string> = new Set([
  // RFC 8037 appendix A.
  'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  // RFC 9421 appendix B.1: Ed25519, P-256, RSA-PSS, RSA.
  'poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U',
  'ydQXMtvbsOsZyFir-Y7A8t7fKEM1gbKPvyFkdpu4fvI',
  'oD0HwocPBSfpNy5W3bpJeyFGY_IQ_YpqxSjQ3Yd-CLA',
  'BHj8s0GPnMEQtkaULIM-PLgEhLBbuGUQ1vMxmBWZzEo',
  // RFC 7515 appendix A: P-256, RSA.
  'oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U',
  'IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8',
  // RFC 7517 appendix A: P-256, RSA; the latter is that of RFC 7638 too.
  'cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s',
  'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
  // Documentation of the npm package jose: P-256.
  'WbPJgo3sirbigTL0cstFiK4NNJRjG5x8AYvJEApnuK8',
  // Request-signing examples of AdCP: Ed25519, P-256, and two of Ed25519 for other purposes.
  'UzIDv8saQJiAhqGpwv_q3rYCRiDqkoR_6ISmmHffTC0',
  'kYxXVm3IzZuXqYpEcHzUfSHiaCLt1XU9tWDtwBK9YlI',
  '3eGq4Kr63h2gUSD1CmszeL25ipsyVfVR5ZJwzk-c4_8',
  'JoUQQAQt8Exl8R1HSPNa-GICLG89uMxP3nABQ9XengI',
  // Example of the Standard Webhooks specification: Ed25519.
  'rEltOPXl-8jZfn0NbO5yMzHDi5e-WdjzkrFUUcp6oIE',
  // The worked example of this folder's README: Ed25519.
  'YQa7wznhZnfxspOosmpF64x9d4TStHRNQO85lBIZHFU',
]);
