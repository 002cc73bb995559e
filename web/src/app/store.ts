/** What the shell remembers between visits: the customer and project in hand, and whether the side bar is folded. */
import { create } from "zustand";
import { persist } from "zustand/middleware";

interface ShellState {
  customerId: string | null;
  projectId: string | null;
  isSideBarFolded: boolean;
  chooseCustomer(customerId: string | null): void;
  chooseProject(projectId: string | null): void;
  toggleSideBar(): void;
}

export const useShellStore = create<ShellState>()(
  persist(
    (set) => ({
      customerId: null,
      projectId: null,
      isSideBarFolded: false,
      chooseCustomer: (customerId) => set({ customerId, projectId: null }),
      chooseProject: (projectId) => set({ projectId }),
      toggleSideBar: () => set((state) => ({ isSideBarFolded: !state.isSideBarFolded })),
    }),
    { name: "goldsmith-shell" },
  ),
);
