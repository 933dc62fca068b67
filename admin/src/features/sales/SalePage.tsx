/** One sale on a page of its own, for a link that a colleague gets. */

import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { PageLink } from "#kit/Links.tsx";
import { Page } from "#kit/Page.tsx";
import { useText } from "#kit/text.ts";
import { getSalesSaleIdOptions } from "#queries";
import { SaleView } from "./SaleView.tsx";

export function SalePage() {
  const t = useText("sales");
  const { sale_id } = useParams({ strict: false }) as { sale_id: string };
  const sale = useQuery(getSalesSaleIdOptions({ path: { sale_id } }));
  const receipt_no = sale.data?.data.receipt_no;
  return (
    <Page
      title={receipt_no === undefined ? t("sale") : t("sale_of", { receipt_no })}
      subtitle={<PageLink to="/sales">{t("back")}</PageLink>}
    >
      <SaleView sale_id={sale_id} alone />
    </Page>
  );
}
