/** A sum in USD for people and files; costs are added up as whole numbers of 1e-12 USD. */
export const toUsd = (cost: bigint): number => Number(cost) / 1e12;
