import { RouterProvider } from "@tanstack/react-router";
import { ConvexProvider } from "convex/react";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { ErrorBoundary } from "react-error-boundary";
import { router } from "../routes/router";
import "../styles/theme.css";
import "../styles/app.css";
import { PageStopped } from "./PageStopped";
import { connect, connectWithoutTokens, loadGuest } from "./session";
import { GuestContext } from "./guestContext";

const guest = loadGuest();
const clerkKey = import.meta.env.VITE_CLERK_PUBLISHABLE_KEY as string | undefined; // a build without it has none
const client = clerkKey ? connectWithoutTokens() : connect(guest);
const ClerkGate = lazy(() => import("./ClerkGate"));
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary FallbackComponent={PageStopped}>
      <GuestContext value={guest}>
        {clerkKey ? (
          <Suspense>
            <ClerkGate publishableKey={clerkKey} client={client}>
              <RouterProvider router={router} />
            </ClerkGate>
          </Suspense>
        ) : (
          <ConvexProvider client={client}>
            <RouterProvider router={router} />
          </ConvexProvider>
        )}
      </GuestContext>
    </ErrorBoundary>
  </StrictMode>,
);
