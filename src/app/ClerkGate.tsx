import { ClerkProvider, SignIn, useAuth } from "@clerk/react";
import { useConvexAuth, type ConvexReactClient } from "convex/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import type { ReactNode } from "react";

type Props = { publishableKey: string; client: ConvexReactClient; children: ReactNode };

/** The app behind Clerk's sign-in; its tokens come from the JWT template "convex". */
export default function ClerkGate({ publishableKey, client, children }: Props) {
  return (
    <ClerkProvider publishableKey={publishableKey} afterSignOutUrl="/">
      <ConvexProviderWithClerk client={client} useAuth={useAuth}>
        <Gate>{children}</Gate>
      </ConvexProviderWithClerk>
    </ClerkProvider>
  );
}

/** A public link shows its version to anybody. */
function isOpenPath(): boolean {
  return window.location.pathname.startsWith("/share/");
}

function Gate({ children }: { children: ReactNode }) {
  const { isLoading, isAuthenticated } = useConvexAuth();
  if (isAuthenticated || isOpenPath()) return children;
  return (
    <main className="start" aria-busy={isLoading}>
      {!isLoading && <SignIn routing="hash" />}
    </main>
  );
}
